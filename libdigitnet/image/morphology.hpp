#pragma once

#include "image/plane.hpp"

namespace digitnet {

/// What lies under squares of `side` pixels: at each place the highest level at which a square that covers it fits
/// under the values. The plane goes on outside as at its edge. Takes time and memory in proportion to the plane,
/// however large `side` is.
///
/// What is narrower than the square in any direction is gone; what is left is the ground that strokes stand on.
[[nodiscard]] Plane open(const Plane& plane, int side);

/// The largest value within `radius` of each place, with a soft rim, so that a line grows by 2 `radius`.
[[nodiscard]] Plane dilate(const Plane& plane, float radius);

}  // namespace digitnet
