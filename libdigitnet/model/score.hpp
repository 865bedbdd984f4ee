#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "digitnet/dataset.hpp"
#include "digitnet/model.hpp"
#include "model/network.hpp"

namespace digitnet {

/// Cross-entropy takes a probability of less than this for this much, as Keras does.
inline constexpr double kLeastProbability = 1e-7;

/// Mean cross-entropy (natural logarithm) and accuracy.
struct Score {
  double loss = 0;
  double accuracy = 0;
};

/// Hands the outputs `[classes]` of every image to `visit(i, outputs)`, in order.
///
/// Throws ShapeError when the data does not fit the model.
void for_each_output(const Model& given, const Dataset& data, const Execution& execution,
                     const std::function<void(std::size_t, std::span<const float>)>& visit);

/// The answer is the most probable of the data's classes. Throws ShapeError when the data does not fit the model.
/// `data` must not be empty.
[[nodiscard]] Score score(const Model& model, const Dataset& data, const Execution& execution);

/// Throws ShapeError, naming both, unless images of `data` have the shape that `model` takes, and it has as many
/// outputs as they have classes, or more.
void check_fits(const Model& model, const Dataset& data);

/// The mean loss that one image with these outputs adds.
[[nodiscard]] double cross_entropy_of(std::span<const float> outputs, int label);

}  // namespace digitnet
