#pragma once

#include <cmath>
#include <concepts>

namespace digitnet {

/// The value at a place between pixels, linear in x and in y. `pixel(x, y)`, of whole numbers, is also asked for the
/// neighbours of a place at the edge, and so decides what lies outside.
template <std::floating_point Real, typename Pixel>
[[nodiscard]] Real bilinear(Real x, Real y, Pixel pixel) {
  const Real left = std::floor(x);
  const Real top = std::floor(y);
  const int column = static_cast<int>(left);
  const int row = static_cast<int>(top);
  const Real right = x - left;
  const Real below = y - top;
  return (1 - below) * ((1 - right) * pixel(column, row) + right * pixel(column + 1, row)) +
         below * ((1 - right) * pixel(column, row + 1) + right * pixel(column + 1, row + 1));
}

}  // namespace digitnet
