#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "digitnet/model.hpp"
#include "digitnet/model_file.hpp"
#include "digitnet/precision.hpp"
#include "digitnet/reader.hpp"

namespace digitnet::cli {

/// The word for reading without a second model.
inline constexpr const char* kNoModel = "none";

/// The models that pictures are read with, under the names they were asked for by.
struct ReadingModels {
  std::string digits_name;
  Model digits;
  std::string lines_name;
  std::optional<Model> lines;  ///< that looks for digits along lines
};

/// A model that looks for digits along lines, under the name it was asked for by.
struct NamedLineModel {
  std::string name;
  std::optional<Model> model;
};

/// The model that looks for digits along lines: a model file, kShippedModel (none in a build without one) or kNoModel.
/// Empty, it is kShippedModel beside the shipped model and kNoModel beside any other, which may read another kind of
/// digits. Throws Error, one line that begins with the name, also when its record says that it is for single digits.
[[nodiscard]] NamedLineModel load_line_model(const std::string& lines_name, const std::string& digits_name);

/// Throws ArgumentError, one line that begins with `name`, when the record of a digit model says that it looks for
/// digits along lines.
void check_digit_model(const TrainingRecord& record, const std::string& name);

/// Loads both: a model file or kShippedModel, and what load_line_model() takes. Throws Error, one line that begins
/// with the name.
[[nodiscard]] ReadingModels load_reading_models(const std::string& digits_name, const std::string& lines_name);

/// A reader for each thread that OpenMP would use, but no more than `pictures`.
///
/// Throws ShapeError, which names the model, when one is none for a reader.
[[nodiscard]] std::vector<Reader> make_readers(const ReadingModels& models, Precision precision, std::size_t pictures);

}  // namespace digitnet::cli
