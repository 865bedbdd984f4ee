#pragma once

#include <algorithm>
#include <cmath>

#include "digitnet/geometry.hpp"
#include "tensor/bilinear.hpp"

namespace digitnet {

/// The level of an Image or a Plane between pixels; corners of a pixel are whole numbers. A place outside gets that of
/// the nearest edge.
template <typename Picture>
[[nodiscard]] float level_at(const Picture& picture, const Point& place) {
  const auto within = [](double value, int length) {
    return std::isfinite(value) ? std::clamp(value - 0.5, 0.0, static_cast<double>(length - 1)) : 0.0;
  };
  const auto pixel = [&](int x, int y) {
    return picture.at(std::min(x, picture.width - 1), std::min(y, picture.height - 1));
  };
  return static_cast<float>(bilinear(within(place.x, picture.width), within(place.y, picture.height), pixel));
}

}  // namespace digitnet
