#pragma once

#include "layers/pass.hpp"

namespace digitnet {

[[nodiscard]] std::string describe_layer(const BatchNorm& layer);
[[nodiscard]] Shape layer_output_shape(const BatchNorm& layer, const Shape& in);
[[nodiscard]] std::vector<ParameterSpec> layer_parameters(const BatchNorm& layer, const Shape& in);
[[nodiscard]] MemoryNeeds layer_memory(const BatchNorm& layer, const Shape& in, const Use& use);
void forward_layer(const BatchNorm& layer, const Pass& pass) noexcept;
void backward_layer(const BatchNorm& layer, const Pass& pass) noexcept;

/// Moves the running mean and variance towards those of one step. `saved` `[shards, 2 * channels]` is what forward
/// kept, `samples` `[shards]` how many samples each shard had; shards count by their samples.
void move_statistics(const BatchNorm& layer, const Shape& in, const float* saved, const int* samples, int shards,
                     float* statistics) noexcept;

}  // namespace digitnet
