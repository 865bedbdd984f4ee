#include <fmt/format.h>
#include <omp.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "digitnet/error.hpp"
#include "digitnet/reader.hpp"
#include "exit_code.hpp"
#include "fnv1a.hpp"
#include "interrupt.hpp"
#include "model_source.hpp"
#include "optional_value.hpp"
#include "picture_crew.hpp"
#include "picture_list.hpp"
#include "picture_progress.hpp"
#include "picture_source.hpp"
#include "precision_option.hpp"
#include "prediction_format.hpp"
#include "result_table.hpp"
#include "shortest_decimal.hpp"
#include "subcommands.hpp"
#include "terminal.hpp"

namespace digitnet::cli {
namespace {

using namespace std::chrono_literals;

constexpr const char* kExamples =
    "Examples:\n"
    "  digitnet predict photo.jpg\n"
    "  digitnet predict --digits 5 --min-confidence 0.9 envelope.jpg\n"
    "  digitnet predict --recursive scans/ --csv scans.csv    again: goes on where it stopped\n"
    "  curl -s https://example.org/7.png | digitnet predict --json -\n"
    "\n"
    "Exit codes: 0 every picture was read; 1 for some the answer is no: no digits, not sure, or a\n"
    "picture that cannot be read (reported on standard error); 2 none could be read, or wrong usage.";

struct PredictArguments {
  std::vector<std::string> images;
  std::string model = kShippedModel;
  int top = 1;
  int digits = 0;
  int lines = 0;
  float min_confidence = 0;
  std::string precision = "fp32";
  bool json = false;
  std::string csv;
  bool recursive = false;
};

bool to_table(const PredictArguments& arguments) {
  return !arguments.csv.empty() && arguments.csv != kCsvToOutput;
}

void check_arguments(const PredictArguments& arguments) {
  if (arguments.top < 1) {
    throw ArgumentError(fmt::format("--top: {}, expected 1 or more", arguments.top));
  }
  if (arguments.lines < 0) {
    throw ArgumentError(fmt::format("--lines: {}, expected 1 or more, or no number", arguments.lines));
  }
  if (!(arguments.min_confidence >= 0 && arguments.min_confidence <= 1)) {
    throw ArgumentError(fmt::format("--min-confidence: {}, expected 0 to 1", arguments.min_confidence));
  }
}

ReadingOptions reading_options(const PredictArguments& arguments) {
  ReadingOptions options;
  options.lines = arguments.lines;
  try {
    if (arguments.digits != 0) options.pattern = NumberPattern::of_length(arguments.digits);
  } catch (const ArgumentError& error) {
    throw ArgumentError(std::string("--digits: ") + error.what());
  }
  return options;
}

std::vector<Reader> make_readers(const Model& model, const PredictArguments& arguments, std::size_t pictures) {
  const auto threads = std::min<std::size_t>(pictures, static_cast<std::size_t>(omp_get_max_threads()));
  std::vector<Reader> readers;
  try {
    for (std::size_t i = 0; i < threads; ++i) {
      readers.emplace_back(model, parse_precision(arguments.precision));
    }
  } catch (const ShapeError& error) {
    throw ShapeError(fmt::format("{}: {}", arguments.model, error.what()));
  }
  return readers;
}

/// Reads one picture after the other and says what stands there, in the form that was asked for.
class Answerer {
 public:
  explicit Answerer(const PredictArguments& arguments)
      : arguments_(arguments),
        options_(reading_options(arguments)),
        format_{std::min(arguments.top, 10), arguments.min_confidence, nullptr} {}

  [[nodiscard]] const PredictionFormat& format() const { return format_; }

  [[nodiscard]] Answer answer(Reader& reader, const ListedPicture& picture) const {
    const PictureReading reading = read(reader, picture);
    return {outcome(reading), text(reading), reading.error};
  }

 private:
  [[nodiscard]] PictureReading read(Reader& reader, const ListedPicture& picture) const {
    if (!picture.error.empty()) {
      return {picture.name, {}, picture.error};
    }
    try {
      return {picture.name, reader.read(load_picture(picture.name), options_), ""};
    } catch (const std::bad_alloc&) {
      return {picture.name, {}, picture.name + ": out of memory"};
    } catch (const std::exception& error) {
      return {picture.name, {}, error.what()};
    }
  }

  [[nodiscard]] Outcome outcome(const PictureReading& reading) const {
    if (!reading.error.empty()) return Outcome::unread;
    const bool answered = !reading.reading.lines.empty() && is_sure(reading, arguments_.min_confidence);
    return answered ? Outcome::answered : Outcome::unanswered;
  }

  [[nodiscard]] std::string text(const PictureReading& reading) const {
    if (arguments_.json) {
      return json_line(reading, format_);
    }
    if (arguments_.csv.empty()) {
      return reading.error.empty() ? text_lines(reading, format_) : "";
    }
    PictureReading shown = reading;
    if (!to_table(arguments_) && output_is_terminal()) {
      shown.image = printable(shown.image);
      shown.error = printable(shown.error);
    }
    return csv_row(shown, format_);
  }

  const PredictArguments& arguments_;
  ReadingOptions options_;
  PredictionFormat format_;
};

/// How many pictures came to what.
struct Tally {
  std::array<std::size_t, 3> counts{};

  void add(Outcome outcome) { ++counts[static_cast<std::size_t>(outcome)]; }
  [[nodiscard]] std::size_t of(Outcome outcome) const { return counts[static_cast<std::size_t>(outcome)]; }
  [[nodiscard]] std::size_t all() const { return counts[0] + counts[1] + counts[2]; }
  [[nodiscard]] int exit_code() const {
    if (of(Outcome::answered) == all()) return kSuccess;
    return of(Outcome::unread) == all() ? kError : kNo;
  }
};

int answer_on_output(PictureCrew& crew, const PredictArguments& arguments, const PredictionFormat& format) {
  if (!arguments.csv.empty()) {
    write_output(csv_header(format));
  }
  Tally tally;
  while (!crew.finished()) {
    std::optional<Answer> answer = crew.next(0ms);
    if (!answer) {
      flush_output();
      answer = crew.next(1h);
    }
    if (answer) {
      tally.add(answer->outcome);
      if (!answer->error.empty()) report_error(answer->error);
      write_output(answer->text);
    }
  }
  flush_output();
  return tally.exit_code();
}

std::string fingerprint(const Model& model) {
  Fnv1a hash;
  const std::string architecture = to_json(Architecture{model.input_shape(), model.layers()});
  for (const char c : architecture) hash.add(static_cast<std::uint8_t>(c));
  for (const std::span<const float> numbers : {model.parameters(), model.statistics()}) {
    hash.add({reinterpret_cast<const std::uint8_t*>(numbers.data()), numbers.size_bytes()});
  }
  return fmt::format("{} ({:016x})", model.parameters().size(), hash.value);
}

std::vector<RunOption> run_options(const PredictArguments& arguments, const Model& model) {
  return {{"--model", fmt::format("{} {}", arguments.model, fingerprint(model))},
          {"--precision", arguments.precision},
          {"--top", fmt::format("{}", arguments.top)},
          {"--digits", fmt::format("{}", arguments.digits)},
          {"--lines", fmt::format("{}", arguments.lines)},
          {"--min-confidence", fmt::format("{}", arguments.min_confidence)}};
}

// The columns of csv_header().
Outcome outcome_of_row(const std::vector<std::string>& row) {
  if (!row[7].empty()) return Outcome::unread;
  return row[1].empty() || row[8] != "true" ? Outcome::unanswered : Outcome::answered;
}

/// Takes the pictures that have a row away from `pictures`, and counts what came of them.
Tally skip_earlier_rows(const ResultTable& table, std::vector<ListedPicture>& pictures) {
  Tally tally;
  std::map<std::string, std::vector<Outcome>> rows;
  for (const auto& row : table.earlier_rows()) {
    rows[row[0]].push_back(outcome_of_row(row));
  }
  std::erase_if(pictures, [&](const ListedPicture& picture) {
    const auto found = rows.find(picture.name);
    if (found == rows.end() || found->second.empty()) return false;
    tally.add(found->second.back());
    found->second.pop_back();
    return true;
  });
  return tally;
}

void report_batch(const Tally& tally, std::size_t pictures, const std::string& path) {
  const bool stopped = tally.all() < pictures;
  write_talk(fmt::format("{}{} pictures, {} read, {} without digits or not sure, {} that cannot be read; in {}{}\n",
                         stopped ? "stopped: " : "",
                         stopped ? fmt::format("{} of {}", tally.all(), pictures) : fmt::format("{}", pictures),
                         tally.of(Outcome::answered), tally.of(Outcome::unanswered), tally.of(Outcome::unread),
                         printable(path), stopped ? "; the same command goes on" : ""));
}

/// Answers into the table at --csv, until it is done or interrupted.
int answer_into_table(ResultTable& table, PictureCrew& crew, Tally tally, std::size_t pictures,
                      const std::string& path) {
  PictureProgress progress(tally.all(), pictures);
  catch_interrupts();
  while (!crew.finished()) {
    std::optional<Answer> answer = crew.next(0ms);
    if (!answer) {
      table.flush();
      answer = crew.next(100ms);
    }
    if (interrupted()) crew.stop();
    if (answer) {
      tally.add(answer->outcome);
      table.append(answer->text);
      if (!answer->error.empty()) {
        progress.clear();
        report_error(answer->error);
      }
    }
    progress.show(tally.all());
  }
  table.finish();
  progress.clear();
  report_batch(tally, pictures, path);
  return tally.all() < pictures ? kNo : tally.exit_code();
}

int run_predict(const PredictArguments& arguments) {
  check_arguments(arguments);
  report_missing_bf16(parse_precision(arguments.precision));
  const Answerer answerer(arguments);
  const ModelFile file = load_model_source(arguments.model);
  std::vector<ListedPicture> pictures = list_pictures(arguments.images, arguments.recursive);
  const std::size_t all = pictures.size();
  std::optional<ResultTable> table;
  Tally tally;
  std::vector<Reader> readers = make_readers(file.model, arguments, all);
  if (to_table(arguments)) {
    table.emplace(arguments.csv, csv_header(answerer.format()), run_options(arguments, file.model));
    tally = skip_earlier_rows(*table, pictures);
  }
  PictureCrew crew(pictures, std::move(readers),
                   [&](Reader& reader, const ListedPicture& picture) { return answerer.answer(reader, picture); });
  return table ? answer_into_table(*table, crew, tally, all, arguments.csv)
               : answer_on_output(crew, arguments, answerer.format());
}

void add_form_options(CLI::App& command, PredictArguments& arguments) {
  CLI::Option* json = command.add_flag("--json", arguments.json, "A line of JSON a picture");
  command
      .add_option(
          "--csv", arguments.csv,
          "A row of CSV a picture, to standard output or to this .csv file; a file that is there is gone on with")
      ->type_name("[FILE.csv]")
      ->excludes(json);
}

}  // namespace

void add_predict(CLI::App& app, Job& job) {
  CLI::App* command = app.add_subcommand("predict", "Read the digits and numbers in each picture");
  const auto arguments = std::make_shared<PredictArguments>();
  command->add_option("IMAGE", arguments->images, "Pictures (PNG, JPEG, BMP, GIF, TGA, PSD, PNM); - for standard input")
      ->required();
  command->add_option("--model", arguments->model, "A model file, or shipped for the one built in")
      ->capture_default_str();
  command->add_option("--digits", arguments->digits, "How many digits each line has")->type_name("N");
  command->add_option("--lines", arguments->lines, "How many lines of digits there are")->type_name("[N]");
  command
      ->add_option("--min-confidence", arguments->min_confidence,
                   "With less than this, 0 to 1, an answer is 'not sure'")
      ->type_name("C")
      ->capture_default_str();
  command->add_option("--top", arguments->top, "Show so many labels of each digit")->capture_default_str();
  add_precision_option(*command, arguments->precision);
  add_form_options(*command, *arguments);
  command->add_flag("-r,--recursive", arguments->recursive, "Read the pictures in folders and in folders below");
  command->footer(kExamples);
  command->callback([arguments, &job] { job = [arguments] { return run_predict(*arguments); }; });
}

}  // namespace digitnet::cli
