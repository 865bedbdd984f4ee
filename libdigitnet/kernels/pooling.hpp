#pragma once

// One window of max pooling, for the layer and for the convolution that pools its own output.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/kernels.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

/// Floats from the first pixel of output (i, j)'s window to its pixel number `position`.
inline std::ptrdiff_t window_offset(const PoolingShape& s, int i, int j, int position) noexcept {
  const int row = i * s.stride + position / s.window;
  const int column = j * s.stride + position % s.window;
  return (std::ptrdiff_t{row} * s.in_width + column) * s.channels;
}

/// Whether the candidate takes the place of the best: NaN does, and keeps it.
inline bool wins(float candidate, float best) noexcept {
  return candidate > best || candidate != candidate;
}

/// best = max(best, candidate), noting where the candidate won.
inline void take_larger(int channels, const float* __restrict candidate, int position, float* __restrict best,
                        std::uint8_t* __restrict index) noexcept {
  for (int c = 0; c < channels; ++c) {
    const bool larger = wins(candidate[c], best[c]);
    index[c] = larger ? static_cast<std::uint8_t>(position) : index[c];
    best[c] = larger ? candidate[c] : best[c];
  }
}

inline void take_larger(int channels, const float* __restrict candidate, float* __restrict best) noexcept {
  for (int c = 0; c < channels; ++c) best[c] = wins(candidate[c], best[c]) ? candidate[c] : best[c];
}

/// The maxima of output (i, j)'s window, and unless null where they stand.
inline void pool_window(const PoolingShape& s, const float* x, int i, int j, float* y, std::uint8_t* indices) noexcept {
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

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
