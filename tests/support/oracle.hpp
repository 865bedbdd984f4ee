#pragma once

// The layers as their formulas say, in double, with plain loops: slow, and simple enough to be believed.

#include <functional>
#include <span>
#include <vector>

#include "digitnet/layers.hpp"
#include "digitnet/shape.hpp"

namespace digitnet::test {

using Values = std::vector<double>;

/// What `layer` makes of `samples` samples in training mode (dropout left out); `parameters` in the layer's order.
[[nodiscard]] Values oracle_forward(const Layer& layer, const Shape& in, const Values& x, const Values& parameters);

/// The gradient of `f` at `x` by central differences.
[[nodiscard]] Values numeric_gradient(const std::function<double(const Values&)>& f, const Values& x);

/// The distance of `gradient` from the gradient of `f` at `x` by central differences, at up to 100 places all over x,
/// over the largest of those.
[[nodiscard]] double gradient_distance(std::span<const float> gradient, const std::function<double(const Values&)>& f,
                                       const Values& x);

/// The largest |a - b| over the largest |b|.
[[nodiscard]] double relative_distance(std::span<const float> a, const Values& b);

}  // namespace digitnet::test
