#pragma once

// How images are cut into the tiles of Winograd's algorithm; see winograd.cpp.

#include <algorithm>
#include <cstddef>

#include "kernels/kernels.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

/// An image with the zeros that a tile may reach into: before it by `pad_top` and `pad_left`, behind it endlessly.
struct Field {
  int height, width, channels;
  int pad_top, pad_left;
  [[nodiscard]] std::ptrdiff_t size() const noexcept { return std::ptrdiff_t{height} * width * channels; }
};

inline Field input_field(const ConvolutionShape& s) noexcept {
  return {s.in_height, s.in_width, s.in_channels, s.pad_top, s.pad_left};
}
inline Field output_field(const ConvolutionShape& s) noexcept {
  return {s.out_height, s.out_width, s.out_channels, 0, 0};
}

/// How the outputs of all samples are cut into tiles, and these into groups of as equal a size as can be.
struct Tiling {
  Tiling(const ConvolutionShape& s, const WinogradTiles& size, int samples, int least_groups = 1) noexcept
      : side(size.side),
        columns((s.out_width + side - 1) / side),
        per_sample((s.out_height + side - 1) / side * columns),
        tiles(samples * per_sample),
        groups(std::max((tiles + size.group - 1) / size.group, std::min(least_groups, tiles))) {}

  int side, columns, per_sample, tiles, groups;
};

/// Where the first output pixel of a tile is.
struct TilePlace {
  TilePlace(const Tiling& tiling, int tile) noexcept
      : sample(tile / tiling.per_sample),
        top(tile % tiling.per_sample / tiling.columns * tiling.side),
        left(tile % tiling.columns * tiling.side) {}

  int sample, top, left;
};

/// Tiles [first, first + count). Transformed they are `[positions][count][channels]`, with a gap behind each position.
struct Group {
  Group(const Tiling& t, int index) noexcept
      : tiling(t),
        first(static_cast<int>(std::ptrdiff_t{t.tiles} * index / t.groups)),
        count(static_cast<int>(std::ptrdiff_t{t.tiles} * (index + 1) / t.groups) - first) {}

  [[nodiscard]] std::ptrdiff_t step(int channels) const noexcept {
    return std::ptrdiff_t{count} * channels + kWinogradGap;
  }
  [[nodiscard]] TilePlace place(int t) const noexcept { return {tiling, first + t}; }

  const Tiling& tiling;
  int first, count;
};

/// The addresses of a tile's pixels.
template <int side, class Value>
struct TilePixels {
  /// In `images`; `outside` for those that are in no image.
  TilePixels(const Field& field, Value* images, const TilePlace& place, Value* outside) noexcept {
    const int top = place.top - field.pad_top;
    const int left = place.left - field.pad_left;
    Value* image = images + place.sample * field.size();
    if (top >= 0 && left >= 0 && top + side <= field.height && left + side <= field.width) {
      fill(image + (std::ptrdiff_t{top} * field.width + left) * field.channels, field);
      return;
    }
    for (int i = 0; i < side; ++i)
      for (int j = 0; j < side; ++j) {
        const int row = top + i;
        const int column = left + j;
        const bool inside = row >= 0 && column >= 0 && row < field.height && column < field.width;
        pixels[i][j] = inside ? image + (std::ptrdiff_t{row} * field.width + column) * field.channels : outside;
      }
  }
  /// In a block that holds the tile alone.
  TilePixels(int channels, Value* tile) noexcept { fill(tile, {side, side, channels, 0, 0}); }

  Value* pixels[side][side];

 private:
  void fill(Value* corner, const Field& field) noexcept {
    for (int i = 0; i < side; ++i)
      for (int j = 0; j < side; ++j) pixels[i][j] = corner + (std::ptrdiff_t{i} * field.width + j) * field.channels;
  }
};

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
