#pragma once

#include <span>

#include "layers/pass.hpp"

namespace digitnet {

[[nodiscard]] std::string describe_layer(const BatchNorm& layer);
[[nodiscard]] Shape layer_output_shape(const BatchNorm& layer, const Shape& in);
[[nodiscard]] std::vector<ParameterSpec> layer_parameters(const BatchNorm& layer, const Shape& in);
[[nodiscard]] MemoryNeeds layer_memory(const BatchNorm& layer, const Shape& in, const Use& use);
void forward_layer(const BatchNorm& layer, const Pass& pass) noexcept;
void backward_layer(const BatchNorm& layer, const Pass& pass) noexcept;

/// What forward kept of one step.
struct ShardMoments {
  const float* saved;            ///< `[shards, 2 * channels]`
  std::span<const int> samples;  ///< how many each shard had
};

/// Moves the running mean and variance towards those of one step, in which shards count by their samples.
void move_statistics(const BatchNorm& layer, const Shape& in, const ShardMoments& shards, float* statistics) noexcept;

}  // namespace digitnet
