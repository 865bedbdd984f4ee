#include "kernels/pooling.hpp"

#include <algorithm>

#include "kernels/body.hpp"
#include "kernels/share.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

namespace {

/// Whether the candidate takes the place of the best: NaN does, and keeps it.
bool wins(float candidate, float best) noexcept {
  return candidate > best || candidate != candidate;
}

/// best = max(best, candidate), noting where the candidate won.
void take_larger(int channels, const float* __restrict candidate, int position, float* __restrict best,
                 std::uint8_t* __restrict index) noexcept {
  for (int c = 0; c < channels; ++c) {
    const bool larger = wins(candidate[c], best[c]);
    index[c] = larger ? static_cast<std::uint8_t>(position) : index[c];
    best[c] = larger ? candidate[c] : best[c];
  }
}

void take_larger(int channels, const float* __restrict candidate, float* __restrict best) noexcept {
  for (int c = 0; c < channels; ++c) best[c] = wins(candidate[c], best[c]) ? candidate[c] : best[c];
}

/// The maxima of output (i, j)'s window, and unless null where they stand.
void pool_window(const PoolingShape& s, const float* x, int i, int j, float* y, std::uint8_t* indices) noexcept {
  std::copy_n(x + window_offset(s, i, j, 0), s.channels, y);
  if (indices != nullptr) std::fill_n(indices, s.channels, std::uint8_t{0});
  for (int position = 1; position < s.window * s.window; ++position) {
    const float* candidate = x + window_offset(s, i, j, position);
    if (indices != nullptr)
      take_larger(s.channels, candidate, position, y, indices);
    else
      take_larger(s.channels, candidate, y);
  }
}

/// With `add`, onto what other windows left there.
template <bool add>
void spread_gradient(int channels, const float* __restrict grad_y, const std::uint8_t* __restrict indices, int position,
                     float* __restrict grad_x) noexcept {
  for (int c = 0; c < channels; ++c) {
    const float value = indices[c] == position ? grad_y[c] : 0.0f;
    grad_x[c] = add ? grad_x[c] + value : value;
  }
}

template <bool add>
void spread_gradients(const PoolingShape& s, const float* grad_y, const std::uint8_t* indices, float* grad_x) noexcept {
  for (int i = 0; i < s.out_height; ++i)
    for (int j = 0; j < s.out_width; ++j, grad_y += s.channels, indices += s.channels)
      for (int position = 0; position < s.window * s.window; ++position)
        spread_gradient<add>(s.channels, grad_y, indices, position, grad_x + window_offset(s, i, j, position));
}

}  // namespace

void max_pool_forward(const PoolingShape& s, int samples, Part part, const float* x, float* y,
                      std::uint8_t* indices) noexcept {
  const std::ptrdiff_t in_size = std::ptrdiff_t{s.in_height} * s.in_width * s.channels;
  const Share rows = share(s.out_height, 1, part);
  for (int n = 0; n < samples; ++n)
    for (int i = rows.first; i < rows.last; ++i)
      for (int j = 0; j < s.out_width; ++j) {
        const std::ptrdiff_t at = ((std::ptrdiff_t{n} * s.out_height + i) * s.out_width + j) * s.channels;
        pool_window(s, x + n * in_size, i, j, y + at, indices != nullptr ? indices + at : nullptr);
      }
}

void max_pool_backward(const PoolingShape& s, int samples, const float* grad_y, const std::uint8_t* indices,
                       float* grad_x) noexcept {
  const std::ptrdiff_t in_size = std::ptrdiff_t{s.in_height} * s.in_width * s.channels;
  const std::ptrdiff_t out_size = std::ptrdiff_t{s.out_height} * s.out_width * s.channels;
  const bool every_pixel_once =
      s.stride == s.window && s.out_height * s.window == s.in_height && s.out_width * s.window == s.in_width;
  for (int n = 0; n < samples; ++n, grad_x += in_size, grad_y += out_size, indices += out_size) {
    if (every_pixel_once) {
      spread_gradients<false>(s, grad_y, indices, grad_x);
    } else {
      std::fill_n(grad_x, in_size, 0.0f);
      spread_gradients<true>(s, grad_y, indices, grad_x);
    }
  }
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
