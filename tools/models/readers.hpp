#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "digitnet/model.hpp"
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

/// Loads both: model files or kShippedModel; for `lines_name` also kNoModel, and kShippedModel is none in a build
/// without one. Empty, it is kShippedModel beside the shipped model and kNoModel beside any other, which may read
/// another kind of digits. Throws Error, one line that begins with the name, also when a model's record says that it
/// does what the other is for.
[[nodiscard]] ReadingModels load_reading_models(const std::string& digits_name, const std::string& lines_name);

/// A reader for each thread that OpenMP would use, but no more than `pictures`.
///
/// Throws ShapeError, which names the model, when one is none for a reader.
[[nodiscard]] std::vector<Reader> make_readers(const ReadingModels& models, Precision precision, std::size_t pictures);

}  // namespace digitnet::cli
