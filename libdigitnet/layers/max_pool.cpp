#include "layers/max_pool.hpp"

#include <fmt/format.h>

#include "layers/checks.hpp"

namespace digitnet {

namespace {

int stride(const MaxPool& layer) {
  return layer.stride == 0 ? layer.window : layer.stride;
}

PoolingShape geometry(const MaxPool& layer, const Shape& in) {
  return {.in_height = in[0],
          .in_width = in[1],
          .channels = in[2],
          .out_height = (in[0] - layer.window) / stride(layer) + 1,
          .out_width = (in[1] - layer.window) / stride(layer) + 1,
          .window = layer.window,
          .stride = stride(layer)};
}

}  // namespace

std::string describe_layer(const MaxPool& layer) {
  std::string text = fmt::format("max_pool {}x{}", layer.window, layer.window);
  if (stride(layer) != layer.window) text += fmt::format(" stride {}", stride(layer));
  return text;
}

Shape layer_output_shape(const MaxPool& layer, const Shape& in) {
  check_range("window", layer.window, 1, 15);  // so that a place in a window fits one byte
  check_range("stride", layer.stride, 0, 255);
  check_image("max_pool", in);
  check_window("window", layer.window, in);
  const PoolingShape shape = geometry(layer, in);
  return {shape.out_height, shape.out_width, shape.channels};
}

MemoryNeeds layer_memory(const MaxPool& layer, const Shape& in, const Use& /*use*/) {
  return {.index_bytes = layer_output_shape(layer, in).size()};
}

void forward_layer(const MaxPool& layer, const Pass& pass) noexcept {
  pass.kernels->max_pool_forward(geometry(layer, *pass.in), pass.samples, pass.part, pass.input, pass.output,
                                 pass.training ? pass.indices : nullptr);
}

void backward_layer(const MaxPool& layer, const Pass& pass) noexcept {
  if (pass.grad_input == nullptr) return;
  pass.kernels->max_pool_backward(geometry(layer, *pass.in), pass.samples, pass.grad_output, pass.indices,
                                  pass.grad_input);
}

}  // namespace digitnet
