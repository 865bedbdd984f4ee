#include "readers.hpp"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <utility>

#include "digitnet/error.hpp"
#include "model_source.hpp"
#include "train_settings_json.hpp"

namespace digitnet::cli {
namespace {

Reader make_reader(const ReadingModels& models, Precision precision) {
  return models.lines ? Reader(models.digits, *models.lines, precision) : Reader(models.digits, precision);
}

/// The name of the model that is none for a reader, when one is not.
const std::string& unfit_model(const ReadingModels& models, Precision precision) {
  try {
    (void)Reader(models.digits, precision);
  } catch (const ShapeError&) {
    return models.digits_name;
  }
  return models.lines_name;
}

constexpr const char* kForDigits = "looks at single digits";
constexpr const char* kForLines = "looks for digits along lines (train --recipe lines)";

/// What a model was trained for, as its record has it; nothing where that says nothing, or was written by others.
std::optional<std::string> purpose(const TrainingRecord& record, const std::string& name) {
  try {
    const TrainSettings settings = parse_settings(record.options, name);
    if (settings.line_windows > 0) return kForLines;
    // Such windows may have been drawn by a program and lie in a folder.
    if (settings.augment == "window") return std::nullopt;
    return kForDigits;
  } catch (const FormatError&) {
    return std::nullopt;
  }
}

/// Both kinds have the same shape, and one in place of the other reads nonsense.
void check_purpose(const std::string& expected, const TrainingRecord& record, const std::string& option,
                   const std::string& name) {
  const std::optional<std::string> found = purpose(record, name);
  if (found && *found != expected) {
    throw ArgumentError(
        fmt::format("{}: {} expected a model that {}, found one that {}", name, option, expected, *found));
  }
}

}  // namespace

void check_digit_model(const TrainingRecord& record, const std::string& name) {
  check_purpose(kForDigits, record, "--model", name);
}

NamedLineModel load_line_model(const std::string& lines_name, const std::string& digits_name) {
  NamedLineModel lines{lines_name, {}};
  if (lines.name.empty()) lines.name = digits_name == kShippedModel ? kShippedModel : kNoModel;
  if (lines.name == kShippedModel) {
    lines.model = load_shipped_line_model();
  } else if (lines.name != kNoModel) {
    ModelFile file = load_model_source(lines.name);
    check_purpose(kForLines, file.record, "--line-model", lines.name);
    lines.model = std::move(file.model);
  }
  return lines;
}

ReadingModels load_reading_models(const std::string& digits_name, const std::string& lines_name) {
  ModelFile digits = load_model_source(digits_name);
  check_digit_model(digits.record, digits_name);
  NamedLineModel lines = load_line_model(lines_name, digits_name);
  return {digits_name, std::move(digits.model), std::move(lines.name), std::move(lines.model)};
}

std::vector<Reader> make_readers(const ReadingModels& models, Precision precision, std::size_t pictures) {
  const auto threads = std::min<std::size_t>(pictures, static_cast<std::size_t>(omp_get_max_threads()));
  std::vector<Reader> readers;
  try {
    for (std::size_t i = 0; i < threads; ++i) readers.push_back(make_reader(models, precision));
  } catch (const ShapeError& error) {
    throw ShapeError(fmt::format("{}: {}", unfit_model(models, precision), error.what()));
  }
  return readers;
}

}  // namespace digitnet::cli
