#pragma once

#include "layers/pass.hpp"

namespace digitnet {

[[nodiscard]] std::string describe_layer(const MaxPool& layer);
[[nodiscard]] Shape layer_output_shape(const MaxPool& layer, const Shape& in);
[[nodiscard]] MemoryNeeds layer_memory(const MaxPool& layer, const Shape& in, const Use& use);
void forward_layer(const MaxPool& layer, const Pass& pass) noexcept;
void backward_layer(const MaxPool& layer, const Pass& pass) noexcept;

}  // namespace digitnet
