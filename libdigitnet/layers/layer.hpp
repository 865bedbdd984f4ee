#pragma once

#include <vector>

#include "digitnet/layers.hpp"
#include "layers/pass.hpp"

namespace digitnet {

/// The arrays of `layer` on samples of shape `in`, trainable ones first.
[[nodiscard]] std::vector<ParameterSpec> parameter_specs(const Layer& layer, const Shape& in);

[[nodiscard]] MemoryNeeds memory_needs(const Layer& layer, const Shape& in, const Use& use);

/// Whether a forward pass takes its part alone, so that threads may share one sample.
[[nodiscard]] bool divides_forward(const Layer& layer);

/// Whether the output may stand where the input stood, because backward needs the output at most.
[[nodiscard]] bool works_in_place(const Layer& layer);

/// Whether the layer computes on the whole batch at once, in parts.
[[nodiscard]] bool is_batch_wide(const Layer& layer);

/// Whether all samples of a shard must come together, because the layer computes across them.
[[nodiscard]] bool needs_whole_shard(const Layer& layer);

/// Lays out the weights anew; uses `parameters` and `prepared`.
void prepare(const Layer& layer, const Pass& pass) noexcept;
void forward(const Layer& layer, const Pass& pass) noexcept;
/// grad_output -> grad_input and grad_parameters; `input`, `output`, `saved` and `indices` as forward left them.
void backward(const Layer& layer, const Pass& pass) noexcept;

}  // namespace digitnet
