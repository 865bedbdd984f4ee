#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <filesystem>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "confidence_option.hpp"
#include "digitnet/form_file.hpp"
#include "form_format.hpp"
#include "model_options.hpp"
#include "model_source.hpp"
#include "output_path.hpp"
#include "picture_batch.hpp"
#include "picture_crew.hpp"
#include "picture_encoder.hpp"
#include "picture_list.hpp"
#include "picture_source.hpp"
#include "precision_option.hpp"
#include "readers.hpp"
#include "subcommands.hpp"
#include "terminal.hpp"

namespace digitnet::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kExamples =
    "Examples:\n"
    "  digitnet read --form cheque.json cheque-1.jpg cheque-2.jpg > cheques.csv\n"
    "  digitnet read --form cheque.json --recursive scans/ --crops doubtful/ > cheques.csv\n"
    "  digitnet read --form cheque.json --json scan.png\n"
    "\n"
    "docs/formats/form.md describes forms. Exit codes: 0 every field of every scan was read; 1 some are to be\n"
    "reviewed, or a scan cannot be read (reported on standard error); 2 none can be read, or wrong usage.";

struct ReadArguments {
  std::vector<std::string> scans;
  std::string form;
  std::string model = kShippedModel;
  std::string line_model;  // empty: load_reading_models() decides
  float min_confidence = 0.9f;
  std::string crops;
  std::string precision = "fp32";
  bool json = false;
  bool recursive = false;
};

/// Reads scan after scan and says what stands in the fields. Threads may share one.
class ScanAnswerer {
 public:
  ScanAnswerer(const ReadArguments& arguments, const FormReader& form, const std::vector<ListedPicture>& scans)
      : arguments_(arguments), form_(form), scans_(scans) {}

  [[nodiscard]] Answer answer(Reader& reader, const ListedPicture& scan) const noexcept {
    ScanReading reading{scan.name, {}, {}, scan.error};
    if (scan.error.empty()) {
      try {
        reading.fields = form_.read(reader, load_picture(scan.name), scan.name);
        reading.crops = save_crops(scan, reading.fields);
      } catch (const std::bad_alloc&) {
        reading = {scan.name, {}, {}, scan.name + ": out of memory"};
      } catch (const std::exception& error) {
        reading = {scan.name, {}, {}, error.what()};
      }
    }
    const Outcome outcome = !reading.error.empty() ? Outcome::unread
                            : is_doubtful(reading) ? Outcome::unanswered
                                                   : Outcome::answered;
    return {outcome, text(reading), reading.error};
  }

 private:
  [[nodiscard]] std::string text(const ScanReading& reading) const {
    if (arguments_.json) {
      return form_json_line(reading, form_.form());
    }
    if (!output_is_terminal()) {
      return form_csv_row(reading, form_.form());
    }
    return form_csv_row({printable(reading.scan), reading.fields, reading.crops, printable(reading.error)},
                        form_.form());
  }

  /// Saves the fields that are to be reviewed in files named for the row, the scan and the field.
  [[nodiscard]] std::vector<std::string> save_crops(const ListedPicture& scan,
                                                    const std::vector<FieldReading>& fields) const {
    std::vector<std::string> paths(fields.size());
    if (arguments_.crops.empty()) return paths;
    const auto row = &scan - scans_.data() + 1;
    const std::string stem = scan.name == kStandardInput ? "scan" : fs::path(scan.name).stem().string();
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].review.empty()) continue;
      paths[i] = (fs::path(arguments_.crops) / fmt::format("{:04}-{}-{}.png", row, stem, form_.form().fields[i].name))
                     .string();
      const Image& picture = fields[i].picture;
      write_file(paths[i], encode_png({picture.width, picture.height, 1, picture.pixels}));
    }
    return paths;
  }

  const ReadArguments& arguments_;
  const FormReader& form_;
  const std::vector<ListedPicture>& scans_;
};

void prepare_crops(const std::string& folder) {
  if (folder.empty()) return;
  check_output_folder("--crops", folder);
  fs::create_directories(folder);
}

int run_read(const ReadArguments& arguments) {
  check_min_confidence(arguments.min_confidence);
  const Precision precision = parse_precision(arguments.precision);
  const FormReader form(load_form(arguments.form), arguments.min_confidence);
  report_missing_bf16(precision);
  const ReadingModels models = load_reading_models(arguments.model, arguments.line_model);
  std::vector<ListedPicture> scans = list_pictures(arguments.scans, arguments.recursive);
  refuse_pipes(scans, "read takes regular files, and standard input as -");
  std::vector<Reader> readers = make_readers(models, precision, scans.size());
  prepare_crops(arguments.crops);
  const ScanAnswerer answerer(arguments, form, scans);
  if (!arguments.json) {
    write_output(form_csv_header(form.form()));
  }
  PictureCrew crew(scans, std::move(readers),
                   [&](Reader& reader, const ListedPicture& scan) { return answerer.answer(reader, scan); });
  return answer_on_output(crew, scans.size());
}

}  // namespace

void add_read(CLI::App& app, Job& job) {
  CLI::App* command = app.add_subcommand("read", "Read the numbers in the fields of scanned forms");
  const auto arguments = std::make_shared<ReadArguments>();
  command->add_option("SCAN", arguments->scans, "Scans or photos of the filled-in form; - for standard input")
      ->required();
  command->add_option("--form", arguments->form, "Where the form's fields are and what they hold")
      ->type_name("FORM.json")
      ->required();
  add_model_options(*command, arguments->model, arguments->line_model);
  add_min_confidence_option(*command, arguments->min_confidence, "a field is to be reviewed");
  command->add_flag("--json", arguments->json, "A line of JSON a scan, instead of a row of CSV");
  command->add_option("--crops", arguments->crops, "Save pictures of the fields that are to be reviewed in this folder")
      ->type_name("DIR");
  add_precision_option(*command, arguments->precision);
  command->add_flag("-r,--recursive", arguments->recursive, "Read the scans in folders and in folders below");
  command->footer(kExamples);
  command->callback([arguments, &job] { job = [arguments] { return run_read(*arguments); }; });
}

}  // namespace digitnet::cli
