#include "layers/dropout.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "digitnet/error.hpp"
#include "tensor/random.hpp"

namespace digitnet {

namespace {

// No mask is kept: which values stay is a hash of (step and layer, sample, position), drawn again on the way back.
void drop(const Dropout& layer, const Pass& pass, const float* x, float* y) noexcept {
  const std::size_t size = pass.in->size();
  for (int n = 0; n < pass.samples; ++n, x += size, y += size) {
    const std::uint64_t key = derive_key(pass.dropout_key, static_cast<std::uint64_t>(pass.first_sample + n));
    pass.kernels->dropout(size, static_cast<std::uint32_t>(key), layer.rate, x, y);
  }
}

}  // namespace

std::string describe_layer(const Dropout& layer) {
  return fmt::format("dropout {}", layer.rate);
}

Shape layer_output_shape(const Dropout& layer, const Shape& in) {
  if (!(layer.rate >= 0 && layer.rate < 1))
    throw ArgumentError(fmt::format("dropout rate must be at least 0 and below 1: found {}", layer.rate));
  return in;
}

void forward_layer(const Dropout& layer, const Pass& pass) noexcept {
  if (pass.training)
    drop(layer, pass, pass.input, pass.output);
  else if (pass.output != pass.input)
    std::copy_n(pass.input, static_cast<std::size_t>(pass.samples) * pass.in->size(), pass.output);
}

void backward_layer(const Dropout& layer, const Pass& pass) noexcept {
  if (pass.grad_input != nullptr) drop(layer, pass, pass.grad_output, pass.grad_input);
}

}  // namespace digitnet
