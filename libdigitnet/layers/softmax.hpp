#pragma once

#include "layers/pass.hpp"

namespace digitnet {

[[nodiscard]] std::string describe_layer(const Softmax& layer);
[[nodiscard]] Shape layer_output_shape(const Softmax& layer, const Shape& in);
void forward_layer(const Softmax& layer, const Pass& pass) noexcept;
void backward_layer(const Softmax& layer, const Pass& pass) noexcept;

}  // namespace digitnet
