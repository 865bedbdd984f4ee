#pragma once

#include "kernels/product.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

/// Sets grad_y to 0 where the ReLU behind the convolution did, and adds the rest to the bias gradient. `channels`
/// channels at a time, whose sums stay in registers.
template <int channels>
inline void mask_and_sum(std::ptrdiff_t pixels, std::ptrdiff_t step, const float* y, float* grad_y,
                         float* grad_bias) noexcept {
  float sums[channels] = {};
  for (std::ptrdiff_t at = 0; at < pixels * step; at += step)
    for (int c = 0; c < channels; ++c) {
      if (y != nullptr) grad_y[at + c] = y[at + c] > 0 ? grad_y[at + c] : 0;
      sums[c] += grad_y[at + c];
    }
  for (int c = 0; c < channels; ++c) grad_bias[c] += sums[c];
}

struct Pixels {
  std::ptrdiff_t count;
  int channels;
};

/// The same for all channels; `y` null without a ReLU.
inline void mask_and_sum(const Pixels& pixels, const float* y, float* grad_y, float* grad_bias) noexcept {
  int first = 0;
  const auto run = [&]<int channels>() {
    for (; first + channels <= pixels.channels; first += channels)
      mask_and_sum<channels>(pixels.count, pixels.channels, y != nullptr ? y + first : nullptr, grad_y + first,
                             grad_bias + first);
  };
  run.template operator()<2 * kLanes>();
  run.template operator()<1>();
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
