#include "layers/relu.hpp"

#include <algorithm>

namespace digitnet {

std::string describe_layer(const Relu& /*layer*/) {
  return "relu";
}

Shape layer_output_shape(const Relu& /*layer*/, const Shape& in) {
  return in;
}

void forward_layer(const Relu& /*layer*/, const Pass& pass) noexcept {
  pass.kernels->relu_forward(static_cast<std::size_t>(pass.samples) * pass.in->size(), pass.input, pass.output);
}

void backward_layer(const Relu& /*layer*/, const Pass& pass) noexcept {
  if (pass.grad_input == nullptr) return;
  const std::size_t count = static_cast<std::size_t>(pass.samples) * pass.in->size();
  if (pass.grad_input != pass.grad_output) std::copy_n(pass.grad_output, count, pass.grad_input);
  pass.kernels->relu_backward(count, pass.output, pass.grad_input);
}

}  // namespace digitnet
