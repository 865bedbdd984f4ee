#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "digitnet/precision.hpp"
#include "digitnet/reader.hpp"

namespace digitnet::cli {

/// A reader for each thread that OpenMP would use, but no more than `pictures`. `model_name` is what errors name.
///
/// Throws ShapeError when the model is none for a reader.
[[nodiscard]] std::vector<Reader> make_readers(const Model& model, const std::string& model_name, Precision precision,
                                               std::size_t pictures);

}  // namespace digitnet::cli
