#pragma once

#include "layers/pass.hpp"

namespace digitnet {

[[nodiscard]] std::string describe_layer(const Dropout& layer);
[[nodiscard]] Shape layer_output_shape(const Dropout& layer, const Shape& in);
void forward_layer(const Dropout& layer, const Pass& pass) noexcept;
void backward_layer(const Dropout& layer, const Pass& pass) noexcept;

}  // namespace digitnet
