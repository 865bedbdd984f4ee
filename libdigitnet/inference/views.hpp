#pragma once

#include <array>

#include "digitnet/shape.hpp"

namespace digitnet {

/// A way to look at an image: where the pixels of the view come from.
struct View {
  float turn_degrees = 0;  ///< clockwise
  float right_px = 0;
  float down_px = 0;
  float zoom = 1;
};

/// As it is; then moved, zoomed and turned, those first that gain most (docs/training.md).
inline constexpr std::array<View, 9> kViews{{
    {},
    {.down_px = 1},
    {.down_px = -1},
    {.right_px = 1},
    {.right_px = -1},
    {.zoom = 1.05f},
    {.zoom = 0.95f},
    {.turn_degrees = 4},
    {.turn_degrees = -4},
}};

/// Writes `image` `{H,W,C}` seen in that way to `out`, with bilinear interpolation and zeros outside.
void look(const float* image, const Shape& shape, const View& view, float* out) noexcept;

}  // namespace digitnet
