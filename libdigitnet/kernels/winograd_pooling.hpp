#pragma once

// Max pooling in windows of 2x2 within one tile of a convolution's output: what lies between the convolution and the
// pooling is never written for a whole image.

#include "kernels/pooling.hpp"
#include "kernels/winograd_tiles.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

/// The windows of one tile, and where their maxima stand among those of all samples.
struct TileWindows {
  TileWindows(const ConvolutionShape& s, int side, const TilePlace& place) noexcept
      : shape{side, side, s.out_channels, side / 2, side / 2, 2, 2},
        columns(s.out_width / 2),
        rows_inside(std::min(side, s.out_height - place.top) / 2),
        columns_inside(std::min(side, s.out_width - place.left) / 2),
        first((std::ptrdiff_t{place.sample} * (s.out_height / 2) + place.top / 2) * columns + place.left / 2) {}

  /// Floats from the first maximum of the first sample to those of window (i, j).
  [[nodiscard]] std::ptrdiff_t maxima(int i, int j) const noexcept {
    return (first + std::ptrdiff_t{i} * columns + j) * shape.channels;
  }

  PoolingShape shape;
  int columns;
  int rows_inside, columns_inside;  // windows that lie in the image
  std::ptrdiff_t first;
};

inline void pool_tile(const TileWindows& windows, const float* tile, float* y, std::uint8_t* indices) noexcept {
  for (int i = 0; i < windows.rows_inside; ++i)
    for (int j = 0; j < windows.columns_inside; ++j) {
      const std::ptrdiff_t at = windows.maxima(i, j);
      pool_window(windows.shape, tile, i, j, y + at, indices == nullptr ? nullptr : indices + at);
    }
}

/// The gradient of one pixel of a window, unless it is not the maximum or the maximum is not above 0.
inline void unpool_pixel(int channels, const float* __restrict grad_y, const float* __restrict y,
                         const std::uint8_t* __restrict indices, int position, float* __restrict grad) noexcept {
  for (int c = 0; c < channels; ++c) grad[c] = indices[c] == position && y[c] > 0 ? grad_y[c] : 0.0f;
}
inline void unpool_pixel(int channels, const float* __restrict grad_y, const std::uint8_t* __restrict indices,
                         int position, float* __restrict grad) noexcept {
  for (int c = 0; c < channels; ++c) grad[c] = indices[c] == position ? grad_y[c] : 0.0f;
}

/// The gradients of a tile of outputs before pooling, and before a ReLU if data.y is given; 0 outside of the image.
inline void unpool_tile(const TileWindows& windows, const ConvolutionBackward& data, float* tile) noexcept {
  const PoolingShape& s = windows.shape;
  if (windows.rows_inside < s.out_height || windows.columns_inside < s.out_width)
    std::fill_n(tile, std::ptrdiff_t{s.in_height} * s.in_width * s.channels, 0.0f);
  for (int i = 0; i < windows.rows_inside; ++i)
    for (int j = 0; j < windows.columns_inside; ++j)
      for (int position = 0; position < s.window * s.window; ++position) {
        const std::ptrdiff_t at = windows.maxima(i, j);
        float* grad = tile + window_offset(s, i, j, position);
        if (data.y != nullptr)
          unpool_pixel(s.channels, data.grad_y + at, data.y + at, data.indices + at, position, grad);
        else
          unpool_pixel(s.channels, data.grad_y + at, data.indices + at, position, grad);
      }
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
