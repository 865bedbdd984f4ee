#pragma once

// Max pooling in windows of 2x2 within one tile of a convolution's output: what lies between the convolution and the
// pooling is never written for a whole image.

#include "kernels/pooling.hpp"
#include "kernels/product.hpp"
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

/// Where maxima stand, as floats: GCC vectorises no loop over bytes and floats together.
inline Packet load_indices(const std::uint8_t* indices) noexcept {
  float values[kLanes];
  for (int lane = 0; lane < kLanes; ++lane) values[lane] = indices[lane];
  return Eigen::internal::ploadu<Packet>(values);
}
inline void store_indices(const Packet& indices, std::uint8_t* to) noexcept {
  float values[kLanes];
  Eigen::internal::pstoreu(values, indices);
  for (int lane = 0; lane < kLanes; ++lane) to[lane] = static_cast<std::uint8_t>(static_cast<int>(values[lane]));
}

/// The maxima of a window whose rows are at `upper` and `lower`, and unless null where they stand: NaN wins, and keeps
/// its place.
inline void pool_packets(int channels, const float* upper, const float* lower, float* y,
                         std::uint8_t* indices) noexcept {
  using namespace Eigen::internal;
  for (int c = 0; c < channels; c += kLanes) {
    Packet best = ploadu<Packet>(upper + c);
    Packet index = pset1<Packet>(0.0f);
    const auto compare = [&](const float* candidates, float position) {
      const Packet candidate = ploadu<Packet>(candidates + c);
      const Packet keeps = pandnot(pcmp_eq(candidate, candidate), pcmp_lt(best, candidate));  // not for NaN
      best = pselect(keeps, best, candidate);
      index = pselect(keeps, index, pset1<Packet>(position));
    };
    compare(upper + channels, 1);
    compare(lower, 2);
    compare(lower + channels, 3);
    pstoreu(y + c, best);
    if (indices != nullptr) store_indices(index, indices + c);
  }
}

inline void pool_tile(const TileWindows& windows, const float* tile, float* y, std::uint8_t* indices) noexcept {
  for (int i = 0; i < windows.rows_inside; ++i)
    for (int j = 0; j < windows.columns_inside; ++j) {
      const std::ptrdiff_t at = windows.maxima(i, j);
      pool_packets(windows.shape.channels, tile + window_offset(windows.shape, i, j, 0),
                   tile + window_offset(windows.shape, i, j, 2), y + at, indices == nullptr ? nullptr : indices + at);
    }
}

/// Spreads the gradient of a window's maxima over its pixels, whose rows are at `upper` and `lower`: where a mask is
/// given, only where that is above 0.
inline void unpool_packets(int channels, const float* grad_y, const float* mask, const std::uint8_t* indices,
                           float* upper, float* lower) noexcept {
  using namespace Eigen::internal;
  for (int c = 0; c < channels; c += kLanes) {
    Packet grad = ploadu<Packet>(grad_y + c);
    if (mask != nullptr) grad = pand(grad, pcmp_lt(pset1<Packet>(0.0f), ploadu<Packet>(mask + c)));
    const Packet index = load_indices(indices + c);
    const auto spread = [&](float position, float* to) {
      pstoreu(to + c, pand(grad, pcmp_eq(index, pset1<Packet>(position))));
    };
    spread(0, upper);
    spread(1, upper + channels);
    spread(2, lower);
    spread(3, lower + channels);
  }
}

/// The gradients of a tile of outputs before pooling, and before a ReLU if data.y is given; 0 outside of the image.
inline void unpool_tile(const TileWindows& windows, const ConvolutionBackward& data, float* tile) noexcept {
  const PoolingShape& s = windows.shape;
  if (windows.rows_inside < s.out_height || windows.columns_inside < s.out_width)
    std::fill_n(tile, std::ptrdiff_t{s.in_height} * s.in_width * s.channels, 0.0f);
  for (int i = 0; i < windows.rows_inside; ++i)
    for (int j = 0; j < windows.columns_inside; ++j) {
      const std::ptrdiff_t at = windows.maxima(i, j);
      unpool_packets(s.channels, data.grad_y + at, data.y == nullptr ? nullptr : data.y + at, data.indices + at,
                     tile + window_offset(s, i, j, 0), tile + window_offset(s, i, j, 2));
    }
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
