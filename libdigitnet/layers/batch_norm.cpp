#include "layers/batch_norm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "digitnet/error.hpp"

namespace digitnet {

namespace {

int channels(const Shape& in) {
  return in[in.rank() - 1];
}

int rows(const Pass& pass) {
  return pass.samples * static_cast<int>(pass.in->size()) / channels(*pass.in);
}

/// Predicting: mean and 1/deviation of the running statistics, where training has those of the shard.
void running_saved(const BatchNorm& layer, const Pass& pass, float* saved) noexcept {
  const int count = channels(*pass.in);
  for (int c = 0; c < count; ++c) {
    saved[c] = pass.statistics[c];
    saved[count + c] = 1.0f / std::sqrt(pass.statistics[count + c] + layer.epsilon);
  }
}

}  // namespace

std::string describe_layer(const BatchNorm& /*layer*/) {
  return "batch_norm";
}

Shape layer_output_shape(const BatchNorm& layer, const Shape& in) {
  if (!(layer.momentum >= 0 && layer.momentum < 1))
    throw ArgumentError(fmt::format("batch_norm momentum must be at least 0 and below 1: found {}", layer.momentum));
  if (!(layer.epsilon > 0 && std::isfinite(layer.epsilon)))
    throw ArgumentError(fmt::format("batch_norm epsilon must be above 0: found {}", layer.epsilon));
  return in;
}

std::vector<ParameterSpec> layer_parameters(const BatchNorm& /*layer*/, const Shape& in) {
  const Shape per_channel{channels(in)};
  return {{"gamma", per_channel, true, 1, 0},
          {"beta", per_channel, true, 0, 0},
          {"mean", per_channel, false, 0, 0},
          {"variance", per_channel, false, 1, 0}};
}

MemoryNeeds layer_memory(const BatchNorm& /*layer*/, const Shape& in, const Use& /*use*/) {
  const auto both = 2 * static_cast<std::size_t>(channels(in));
  return {.kernels = {.scratch_floats = both}, .saved_floats = both};
}

void forward_layer(const BatchNorm& layer, const Pass& pass) noexcept {
  const int count = channels(*pass.in);
  float* saved = pass.training ? pass.saved : pass.scratch;
  if (pass.training)
    pass.kernels->batch_norm_statistics(rows(pass), count, layer.epsilon, pass.input, saved);
  else
    running_saved(layer, pass, saved);
  pass.kernels->batch_norm_apply(rows(pass), count, pass.input, saved, pass.parameters, pass.output);
}

void backward_layer(const BatchNorm& /*layer*/, const Pass& pass) noexcept {
  float* grad_input = pass.grad_input != nullptr ? pass.grad_input : pass.grad_output;
  pass.kernels->batch_norm_backward(rows(pass), channels(*pass.in), pass.input, pass.saved, pass.parameters,
                                    pass.grad_output, pass.grad_parameters, grad_input, pass.scratch);
}

void move_statistics(const BatchNorm& layer, const Shape& in, const ShardMoments& shards, float* statistics) noexcept {
  const auto& [saved, samples] = shards;
  const auto count = static_cast<std::size_t>(channels(in));
  const int total = std::accumulate(samples.begin(), samples.end(), 0);
  for (std::size_t c = 0; c < count; ++c) {
    double mean = 0;
    double variance = 0;
    for (std::size_t s = 0; s < samples.size(); ++s) {
      if (samples[s] == 0) continue;
      const double weight = static_cast<double>(samples[s]) / total;
      const double inverse_deviation = saved[(2 * s + 1) * count + c];
      mean += weight * saved[2 * s * count + c];
      variance += weight * std::max(0.0, 1.0 / (inverse_deviation * inverse_deviation) - layer.epsilon);
    }
    const auto move = [&](float& running, double current) {
      running = static_cast<float>(layer.momentum * static_cast<double>(running) + (1.0 - layer.momentum) * current);
    };
    move(statistics[c], mean);
    move(statistics[count + c], variance);
  }
}

}  // namespace digitnet
