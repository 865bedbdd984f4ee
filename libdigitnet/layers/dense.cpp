#include "layers/dense.hpp"

#include <fmt/format.h>

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

MemoryNeeds layer_memory(const Dense& layer, const Shape& in, const Kernels& kernels) {
  return {.kernels = kernels.dense_memory(geometry(layer, in, 1))};
}

void prepare_layer(const Dense& layer, const Pass& pass) noexcept {
  pass.kernels->dense_prepare(geometry(layer, *pass.in, pass.samples), pass.part, pass.parameters, pass.prepared);
}

void forward_layer(const Dense& layer, const Pass& pass) noexcept {
  pass.kernels->dense_forward(geometry(layer, *pass.in, pass.samples), pass.part, pass.input, weights(layer, pass),
                              pass.relu, pass.output, pass.scratch);
}

void backward_layer(const Dense& layer, const Pass& pass) noexcept {
  const DenseShape shape = geometry(layer, *pass.in, pass.samples);
  float* grad_bias = pass.grad_parameters + weight_count(layer, *pass.in);
  pass.kernels->dense_backward_weight(shape, pass.part, pass.input, pass.grad_output, pass.grad_parameters, grad_bias,
                                      pass.scratch);
  if (pass.grad_input != nullptr)
    pass.kernels->dense_backward_input(shape, pass.part, pass.grad_output, weights(layer, pass), pass.grad_input,
                                       pass.scratch);
}

}  // namespace digitnet
