#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "digitnet/error.hpp"
#include "digitnet/predictor.hpp"
#include "exit_code.hpp"
#include "model_source.hpp"
#include "picture_list.hpp"
#include "picture_reader.hpp"
#include "precision_option.hpp"
#include "prediction_format.hpp"
#include "subcommands.hpp"
#include "terminal.hpp"

namespace digitnet::cli {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  digitnet predict photo.jpg\n"
    "  digitnet predict --top 3 --model digits.safetensors a.png b.png\n"
    "  digitnet predict --recursive scans/ --csv > scans.csv\n"
    "  curl -s https://example.org/7.png | digitnet predict --json -\n"
    "\n"
    "Exit codes: 0 every picture was read; 1 some were not (each is reported on standard error);\n"
    "2 none was, or wrong usage.";

constexpr std::size_t kBatch = 64;
const Shape kDigitShape{28, 28, 1};

struct PredictArguments {
  std::vector<std::string> images;
  std::string model = kShippedModel;
  int top = 1;
  std::string precision = "fp32";
  bool json = false;
  bool csv = false;
  bool recursive = false;
};

ModelFile load_reader(const std::string& name) {
  ModelFile file = load_model_source(name);
  if (file.model.input_shape() != kDigitShape) {
    throw ShapeError(fmt::format("{}: takes images of {}, expected a model for {}", name,
                                 file.model.input_shape().to_string(), kDigitShape.to_string()));
  }
  return file;
}

ReadDigit describe_digit(std::span<const float> probabilities, const Box& box, int top) {
  ReadDigit digit;
  for (const int label : top_k(probabilities, top)) {
    digit.top.emplace_back(label, probabilities[static_cast<std::size_t>(label)]);
  }
  digit.label = digit.top.front().first;
  digit.probability = digit.top.front().second;
  digit.box = box;
  return digit;
}

/// Reads pictures batch by batch with one model.
class Reader {
 public:
  Reader(const Model& model, std::size_t pictures, int top, Precision precision)
      : model_(model),
        top_(top),
        batch_(std::min(pictures, kBatch)),
        predictor_(model, static_cast<int>(batch_), pictures > 1 ? 0 : 1, precision),
        inputs_(batch_ * kDigitShape.size()) {}

  [[nodiscard]] std::size_t batch() const { return batch_; }

  std::vector<PictureReading> read(std::span<const ListedPicture> pictures) {
    const std::vector<ReadPicture> read = read_pictures(pictures);
    const std::span<const float> outputs = run_model(read);
    const auto classes = static_cast<std::size_t>(model_.classes());
    std::vector<PictureReading> readings;
    std::size_t next = 0;
    for (std::size_t i = 0; i < pictures.size(); ++i) {
      PictureReading reading{pictures[i].name, "", {}, read[i].error};
      if (read[i].digit) {
        reading.digits.push_back(describe_digit(outputs.subspan(classes * next++, classes), read[i].digit->box, top_));
        reading.text = fmt::format("{}", reading.digits.front().label);
      }
      readings.push_back(std::move(reading));
    }
    return readings;
  }

 private:
  // The outputs of those that could be read, one after the other.
  std::span<const float> run_model(const std::vector<ReadPicture>& pictures) {
    int images = 0;
    float* input = inputs_.data();
    for (const ReadPicture& picture : pictures) {
      if (picture.digit) {
        for (const std::uint8_t pixel : picture.digit->image.pixels) {
          *input++ = static_cast<float>(pixel) / 255.0f;
        }
        ++images;
      }
    }
    return images == 0 ? std::span<const float>{} : predictor_.outputs({inputs_.data(), {images, 28, 28, 1}});
  }

  const Model& model_;
  int top_;
  std::size_t batch_;
  Predictor predictor_;
  std::vector<float> inputs_;
};

void write_reading(const PictureReading& reading, const PredictArguments& arguments) {
  if (!reading.error.empty()) {
    report_error(reading.error);
  }
  if (arguments.json) {
    write_output(json_line(reading));
  } else if (arguments.csv) {
    PictureReading shown = reading;
    if (output_is_terminal()) {
      shown.image = printable(shown.image);
      shown.error = printable(shown.error);
    }
    write_output(csv_line(shown, arguments.top));
  } else if (reading.error.empty()) {
    write_output(text_line(reading));
  }
}

int run_predict(PredictArguments arguments) {
  if (arguments.top < 1) {
    throw ArgumentError(fmt::format("--top: {}, expected 1 or more", arguments.top));
  }
  const Precision precision = parse_precision(arguments.precision);
  report_missing_bf16(precision);
  const ModelFile file = load_reader(arguments.model);
  arguments.top = std::min(arguments.top, file.model.classes());
  const std::vector<ListedPicture> pictures = list_pictures(arguments.images, arguments.recursive);
  Reader reader(file.model, pictures.size(), arguments.top, precision);
  if (arguments.csv) {
    write_output(csv_header(arguments.top));
  }
  std::size_t unread = 0;
  for (std::size_t first = 0; first < pictures.size(); first += reader.batch()) {
    const std::size_t count = std::min(reader.batch(), pictures.size() - first);
    for (const PictureReading& reading : reader.read(std::span(pictures).subspan(first, count))) {
      unread += reading.error.empty() ? 0 : 1;
      write_reading(reading, arguments);
    }
    flush_output();
  }
  return unread == 0 ? kSuccess : unread == pictures.size() ? kError : kNo;
}

}  // namespace

void add_predict(CLI::App& app, Job& job) {
  CLI::App* command = app.add_subcommand("predict", "Read the digit in each picture");
  const auto arguments = std::make_shared<PredictArguments>();
  command->add_option("IMAGE", arguments->images, "Pictures (PNG, JPEG, BMP, GIF, TGA, PSD, PNM); - for standard input")
      ->required();
  command->add_option("--model", arguments->model, "A model file, or shipped for the one built in")
      ->capture_default_str();
  command->add_option("--top", arguments->top, "Show this many classes")->capture_default_str();
  add_precision_option(*command, arguments->precision);
  CLI::Option* json = command->add_flag("--json", arguments->json, "A line of JSON a picture");
  command->add_flag("--csv", arguments->csv, "A row of CSV a picture")->excludes(json);
  command->add_flag("-r,--recursive", arguments->recursive, "Read the pictures in folders and in folders below");
  command->footer(kExamples);
  command->callback([arguments, &job] { job = [arguments] { return run_predict(*arguments); }; });
}

}  // namespace digitnet::cli
