#pragma once

#include <cstddef>

#include "kernels/kernels.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

/// Floats from the first pixel of output (i, j)'s window to its pixel number `position`.
inline std::ptrdiff_t window_offset(const PoolingShape& s, int i, int j, int position) noexcept {
  const int row = i * s.stride + position / s.window;
  const int column = j * s.stride + position % s.window;
  return (std::ptrdiff_t{row} * s.in_width + column) * s.channels;
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
