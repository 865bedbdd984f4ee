#pragma once

#include "image/plane.hpp"

namespace digitnet {

/// The mean width of the strokes of ink, 0 to 1, in pixels: an area A with an outline of length L, as a long line has,
/// is 2 A / L wide. 0 when there is no ink.
[[nodiscard]] float stroke_width(const Plane& ink);

}  // namespace digitnet
