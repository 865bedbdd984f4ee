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

/// As it is; then turned, zoomed and moved, those first that gain most.
inline constexpr std::array<View, 9> kViews{{
    {},
    {.turn_degrees = 6},
    {.turn_degrees = -6},
    {.zoom = 1.08f},
    {.zoom = 0.92f},
    {.right_px = 1},
    {.right_px = -1},
    {.down_px = 1},
    {.down_px = -1},
}};

/// Writes `image` `{H,W,C}` seen in that way to `out`, with bilinear interpolation and zeros outside.
void look(const float* image, const Shape& shape, const View& view, float* out) noexcept;

}  // namespace digitnet
