#include "layers/conv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "layers/checks.hpp"

namespace digitnet {

namespace {

struct Extent {
  int out;
  int pad_before;
};

/// The output's extent and the zeros before the image along one axis (Keras's rule for `same`).
Extent extent(const Conv& layer, int in) {
  if (layer.padding == Padding::valid) return {(in - layer.kernel) / layer.stride + 1, 0};
  const int out = (in + layer.stride - 1) / layer.stride;
  const int padding = std::max(0, (out - 1) * layer.stride + layer.kernel - in);
  return {out, padding / 2};
}

ConvolutionShape geometry(const Conv& layer, const Shape& in) {
  const Extent height = extent(layer, in[0]);
  const Extent width = extent(layer, in[1]);
  return {.in_height = in[0],
          .in_width = in[1],
          .in_channels = in[2],
          .out_height = height.out,
          .out_width = width.out,
          .out_channels = layer.filters,
          .kernel = layer.kernel,
          .stride = layer.stride,
          .pad_top = height.pad_before,
          .pad_left = width.pad_before};
}

std::size_t weight_count(const Conv& layer, const Shape& in) {
  const auto kernel = static_cast<std::size_t>(layer.kernel);
  return kernel * kernel * static_cast<std::size_t>(in[2]) * static_cast<std::size_t>(layer.filters);
}

}  // namespace

std::string describe_layer(const Conv& layer) {
  std::string text = fmt::format("conv {} {}x{}", layer.filters, layer.kernel, layer.kernel);
  if (layer.stride != 1) text += fmt::format(" stride {}", layer.stride);
  if (layer.padding == Padding::same) text += " same";
  return text;
}

Shape layer_output_shape(const Conv& layer, const Shape& in) {
  check_range("filters", layer.filters, 1, 65536);
  check_range("kernel", layer.kernel, 1, 255);
  check_range("stride", layer.stride, 1, 255);
  check_image("conv", in);
  if (layer.padding == Padding::valid) check_window("kernel", layer.kernel, in);
  return {extent(layer, in[0]).out, extent(layer, in[1]).out, layer.filters};
}

std::vector<ParameterSpec> layer_parameters(const Conv& layer, const Shape& in) {
  const double area = static_cast<double>(layer.kernel) * layer.kernel;
  const double limit = initial_limit(layer.init, area * in[2], area * layer.filters);
  return {{"weight", {layer.kernel, layer.kernel, in[2], layer.filters}, true, 0, limit},
          {"bias", {layer.filters}, true, 0, 0}};
}

MemoryNeeds layer_memory(const Conv& layer, const Shape& in, const Use& use) {
  return {.kernels = use.kernels.convolution_memory(geometry(layer, in))};
}

bool can_pool(const Conv& layer, const Shape& in, const MaxPool& pool, const Kernels& kernels) {
  const bool window_is_2x2 = pool.window == 2 && (pool.stride == 0 || pool.stride == 2);
  return window_is_2x2 && kernels.convolution_pools(geometry(layer, in));
}

void prepare_layer(const Conv& layer, const Pass& pass) noexcept {
  pass.kernels->convolution_prepare(geometry(layer, *pass.in), pass.part, pass.parameters, pass.prepared);
}

void forward_layer(const Conv& layer, const Pass& pass) noexcept {
  const Weights weights{pass.parameters, pass.parameters + weight_count(layer, *pass.in), pass.prepared};
  ConvolutionShape shape = geometry(layer, *pass.in);
  shape.pools = pass.pools;
  pass.kernels->convolution_forward(
      shape, pass.samples, pass.part,
      {pass.input, weights, pass.relu, pass.output, pass.training ? pass.indices : nullptr}, pass.scratch);
}

void backward_layer(const Conv& layer, const Pass& pass) noexcept {
  ConvolutionShape shape = geometry(layer, *pass.in);
  shape.pools = pass.pools;
  pass.kernels->convolution_backward(shape, pass.samples,
                                     {.x = pass.input,
                                      .y = pass.relu ? pass.output : nullptr,
                                      .prepared = pass.prepared,
                                      .grad_y = pass.grad_output,
                                      .grad_weight = pass.grad_parameters,
                                      .grad_bias = pass.grad_parameters + weight_count(layer, *pass.in),
                                      .grad_x = pass.grad_input,
                                      .indices = pass.indices},
                                     pass.scratch);
}

}  // namespace digitnet
