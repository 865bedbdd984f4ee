#include "layers/softmax.hpp"

#include <algorithm>

namespace digitnet {

std::string describe_layer(const Softmax& /*layer*/) {
  return "softmax";
}

Shape layer_output_shape(const Softmax& /*layer*/, const Shape& in) {
  return in;
}

void forward_layer(const Softmax& /*layer*/, const Pass& pass) noexcept {
  const std::size_t size = pass.in->size();
  for (std::size_t n = 0; n < static_cast<std::size_t>(pass.samples); ++n)
    pass.kernels->softmax_forward(static_cast<int>(size), pass.input + n * size, pass.output + n * size);
}

void backward_layer(const Softmax& /*layer*/, const Pass& pass) noexcept {
  if (pass.grad_input == nullptr) return;
  const std::size_t size = pass.in->size();
  for (std::size_t n = 0; n < static_cast<std::size_t>(pass.samples); ++n) {
    float* grad = pass.grad_input + n * size;
    if (pass.grad_input != pass.grad_output) std::copy_n(pass.grad_output + n * size, size, grad);
    pass.kernels->softmax_backward(static_cast<int>(size), pass.output + n * size, grad);
  }
}

}  // namespace digitnet
