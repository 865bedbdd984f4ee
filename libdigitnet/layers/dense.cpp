#include "layers/dense.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "layers/checks.hpp"

namespace digitnet {

namespace {

DenseShape geometry(const Dense& layer, const Shape& in, int rows) {
  return {.rows = rows, .in = static_cast<int>(in.size()), .out = layer.units};
}

std::size_t weight_count(const Dense& layer, const Shape& in) {
  return in.size() * static_cast<std::size_t>(layer.units);
}

Weights weights(const Dense& layer, const Pass& pass) {
  return {pass.parameters, pass.parameters + weight_count(layer, *pass.in), pass.prepared};
}

}  // namespace

std::string describe_layer(const Dense& layer) {
  return fmt::format("dense {}", layer.units);
}

Shape layer_output_shape(const Dense& layer, const Shape& /*in*/) {
  check_range("units", layer.units, 1, 1 << 20);
  return {layer.units};
}

std::vector<ParameterSpec> layer_parameters(const Dense& layer, const Shape& in) {
  const int inputs = static_cast<int>(in.size());
  const double limit = initial_limit(layer.init, inputs, layer.units);
  return {{"weight", {inputs, layer.units}, true, 0, limit}, {"bias", {layer.units}, true, 0, 0}};
}

/// Scratch for backward: the gradient of one panel, and the kernel's.
MemoryNeeds layer_memory(const Dense& layer, const Shape& in, const Use& use) {
  KernelMemory memory = use.kernels.dense_memory(geometry(layer, in, use.batch), use.purpose);
  if (use.purpose == Purpose::training)
    memory.scratch_floats += static_cast<std::size_t>(kDensePanel) * static_cast<std::size_t>(layer.units);
  return {.kernels = memory};
}

void prepare_layer(const Dense& layer, const Pass& pass) noexcept {
  pass.kernels->dense_prepare(geometry(layer, *pass.in, pass.samples), pass.part, pass.parameters, pass.prepared);
}

void forward_layer(const Dense& layer, const Pass& pass) noexcept {
  pass.kernels->dense_forward(geometry(layer, *pass.in, pass.samples), pass.part,
                              {pass.input, weights(layer, pass), pass.relu, pass.output}, pass.scratch);
}

void backward_layer(const Dense& layer, const Pass& pass) noexcept {
  const DenseShape shape = geometry(layer, *pass.in, pass.samples);
  const auto units = static_cast<std::size_t>(layer.units);
  const auto gradient_at = [&](std::size_t offset) {
    return pass.sink != nullptr ? pass.scratch : pass.grad_parameters + offset;
  };
  const auto finish = [&](std::size_t offset, std::size_t count, const float* gradient) {
    if (pass.sink != nullptr) pass.sink->take(pass.first_parameter + offset, count, gradient);
  };
  float* scratch = pass.scratch + kDensePanel * units;
  const int panels = (shape.in + kDensePanel - 1) / kDensePanel;
  const int begin = panels * pass.part.index / pass.part.count;
  const int end = panels * (pass.part.index + 1) / pass.part.count;
  if (begin < end) pass.kernels->dense_start_backward(shape, pass.grad_output, scratch);
  for (int panel = begin; panel < end; ++panel) {
    const int first = panel * kDensePanel;
    const int last = std::min(first + kDensePanel, shape.in);
    const std::size_t offset = static_cast<std::size_t>(first) * units;
    float* gradient = gradient_at(offset);
    pass.kernels->dense_backward(
        shape, {first, last, pass.input, weights(layer, pass), pass.grad_output, gradient, pass.grad_input}, scratch);
    finish(offset, static_cast<std::size_t>(last - first) * units, gradient);
  }
  if (pass.part.index != 0) return;
  const std::size_t offset = weight_count(layer, *pass.in);
  float* gradient = gradient_at(offset);
  pass.kernels->dense_backward_bias(shape, pass.grad_output, gradient);
  finish(offset, units, gradient);
}

}  // namespace digitnet
