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
Model load_for(const std::string& expected, const std::string& option, const std::string& name) {
  ModelFile file = load_model_source(name);
  const std::optional<std::string> found = purpose(file.record, name);
  if (found && *found != expected) {
    throw ArgumentError(
        fmt::format("{}: {} expected a model that {}, found one that {}", name, option, expected, *found));
  }
  return std::move(file.model);
}

}  // namespace

ReadingModels load_reading_models(const std::string& digits_name, const std::string& lines_name) {
  ReadingModels models{digits_name, load_for(kForDigits, "--model", digits_name), lines_name, {}};
  if (lines_name.empty()) models.lines_name = digits_name == kShippedModel ? kShippedModel : kNoModel;
  if (models.lines_name == kShippedModel) {
    models.lines = load_shipped_line_model();
  } else if (models.lines_name != kNoModel) {
    models.lines = load_for(kForLines, "--line-model", models.lines_name);
  }
  return models;
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
