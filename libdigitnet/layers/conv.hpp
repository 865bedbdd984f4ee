#pragma once

#include "layers/pass.hpp"

namespace digitnet {

[[nodiscard]] std::string describe_layer(const Conv& layer);
[[nodiscard]] Shape layer_output_shape(const Conv& layer, const Shape& in);
[[nodiscard]] std::vector<ParameterSpec> layer_parameters(const Conv& layer, const Shape& in);
[[nodiscard]] MemoryNeeds layer_memory(const Conv& layer, const Shape& in, const Use& use);
/// Whether `pool` behind the convolution can be computed in the same step.
[[nodiscard]] bool can_pool(const Conv& layer, const Shape& in, const MaxPool& pool, const Kernels& kernels);
void prepare_layer(const Conv& layer, const Pass& pass) noexcept;
void forward_layer(const Conv& layer, const Pass& pass) noexcept;
void backward_layer(const Conv& layer, const Pass& pass) noexcept;

}  // namespace digitnet
