#pragma once

#include "layers/pass.hpp"

namespace digitnet {

[[nodiscard]] std::string describe_layer(const Relu& layer);
[[nodiscard]] Shape layer_output_shape(const Relu& layer, const Shape& in);
void forward_layer(const Relu& layer, const Pass& pass) noexcept;
void backward_layer(const Relu& layer, const Pass& pass) noexcept;

}  // namespace digitnet
