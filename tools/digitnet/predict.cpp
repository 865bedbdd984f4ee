#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "answerer.hpp"
#include "confidence_option.hpp"
#include "digitnet/error.hpp"
#include "exit_code.hpp"
#include "interrupt.hpp"
#include "model_options.hpp"
#include "model_source.hpp"
#include "output_path.hpp"
#include "picture_batch.hpp"
#include "picture_crew.hpp"
#include "picture_list.hpp"
#include "precision_option.hpp"
#include "predict_arguments.hpp"
#include "prediction_format.hpp"
#include "readers.hpp"
#include "result_table.hpp"
#include "subcommands.hpp"
#include "terminal.hpp"

namespace digitnet::cli {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  digitnet predict photo.jpg\n"
    "  digitnet predict --digits 5 --min-confidence 0.9 envelope.jpg\n"
    "  digitnet predict --pattern '##.##.####' date.png        a date; '#####': five digits\n"
    "  digitnet predict --pattern '#{1,7}.##' amount.png       an amount\n"
    "  digitnet predict --recursive scans/ --csv scans.csv    again: goes on where it stopped\n"
    "  curl -s https://example.org/7.png | digitnet predict --json -\n"
    "\n"
    "Exit codes: 0 every picture was read; 1 for some the answer is no: no digits, not sure, or a\n"
    "picture that cannot be read (reported on standard error); 2 none could be read, or wrong usage.";

/// One picture, and a file that can be written and is neither the picture nor the model.
void check_debug_image(const PredictArguments& arguments, const std::vector<ListedPicture>& pictures) {
  const NamedPath image{"--debug-image", arguments.debug_image};
  if (pictures.size() != 1) {
    throw ArgumentError(fmt::format("--debug-image: shows one picture, found {}", pictures.size()));
  }
  check_distinct(
      image, {{"IMAGE", pictures.front().name}, {"--model", arguments.model}, {"--line-model", arguments.line_model}});
  check_extension(image.option, image.path, ".png");
  check_output_path(image.option, image.path);
}

int predict_into_table(const PredictArguments& arguments, const Answerer& answerer, const ReadingModels& models,
                       std::vector<ListedPicture> pictures) {
  refuse_pipes(pictures, "--csv with a file reads regular files alone");
  if (std::ranges::none_of(pictures, [](const ListedPicture& picture) { return picture.error.empty(); })) {
    for (const ListedPicture& picture : pictures) report_error(picture.error);
    return kError;
  }
  const std::size_t all = pictures.size();
  std::vector<Reader> readers = make_readers(models, parse_precision(arguments.precision), all);
  ResultTable table(arguments.csv, csv_header(answerer.format()), run_options(arguments, models));
  const Tally earlier = skip_earlier_rows(table, pictures);
  catch_interrupts();
  PictureCrew crew(pictures, std::move(readers),
                   [&](Reader& reader, const ListedPicture& picture) { return answerer.answer(reader, picture); });
  return answer_into_table(crew, table, earlier, all);
}

int run_predict(const PredictArguments& arguments) {
  const Answerer answerer(arguments);
  report_missing_bf16(parse_precision(arguments.precision));
  const ReadingModels models = load_reading_models(arguments.model, arguments.line_model);
  const std::vector<ListedPicture> pictures = list_pictures(arguments.images, arguments.recursive);
  if (!arguments.debug_image.empty()) {
    check_debug_image(arguments, pictures);
  }
  if (into_table(arguments)) {
    return predict_into_table(arguments, answerer, models, pictures);
  }
  PictureCrew crew(pictures, make_readers(models, parse_precision(arguments.precision), pictures.size()),
                   [&](Reader& reader, const ListedPicture& picture) { return answerer.answer(reader, picture); });
  if (!arguments.csv.empty()) {
    write_output(csv_header(answerer.format()));
  }
  return answer_on_output(crew, pictures.size());
}

void add_form_options(CLI::App& command, PredictArguments& arguments) {
  CLI::Option* json = command.add_flag("--json", arguments.json, "A line of JSON a picture");
  command
      .add_option(
          "--csv", arguments.csv,
          "A row of CSV a picture, to standard output or to this .csv file; a file that is there is gone on with")
      ->type_name("[FILE.csv]")
      ->excludes(json);
  command
      .add_option("--debug-image", arguments.debug_image,
                  "Draw what was found in the one picture, and what the network saw, to this .png file")
      ->type_name("FILE.png");
}

}  // namespace

void add_predict(CLI::App& app, Job& job) {
  CLI::App* command = app.add_subcommand("predict", "Read the digits and numbers in each picture");
  const auto arguments = std::make_shared<PredictArguments>();
  command->add_option("IMAGE", arguments->images, "Pictures (PNG, JPEG, BMP, GIF, TGA, PSD, PNM); - for standard input")
      ->required();
  add_model_options(*command, arguments->model, arguments->line_model);
  CLI::Option* digits =
      command->add_option("--digits", arguments->digits, "How many digits each line has")->type_name("N");
  command
      ->add_option("--pattern", arguments->pattern,
                   "What each line is: # any digit, 7 a 7, {n} or {m,n} repeats, the rest may be written or not")
      ->type_name("P")
      ->excludes(digits);
  command->add_option("--lines", arguments->lines, "How many lines of digits there are")->type_name("[N]");
  add_min_confidence_option(*command, arguments->min_confidence, "an answer is 'not sure'");
  command->add_option("--top", arguments->top, "Show so many labels of each digit, 1 to 10")->capture_default_str();
  add_precision_option(*command, arguments->precision);
  add_form_options(*command, *arguments);
  command->add_flag("-r,--recursive", arguments->recursive, "Read the pictures in folders and in folders below");
  command->footer(kExamples);
  command->callback([arguments, &job] { job = [arguments] { return run_predict(*arguments); }; });
}

}  // namespace digitnet::cli
