#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "digitnet/image.hpp"

namespace digitnet {

/// Numbers over a picture, row after row.
struct Plane {
  int width = 0;
  int height = 0;
  std::vector<float> values;

  Plane() = default;
  Plane(int width_px, int height_px)
      : width(width_px),
        height(height_px),
        values(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px)) {}

  [[nodiscard]] std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
  }
  [[nodiscard]] float at(int x, int y) const { return values[index(x, y)]; }
  float& at(int x, int y) { return values[index(x, y)]; }
  [[nodiscard]] std::span<const float> row(int y) const {
    return std::span(values).subspan(index(0, y), static_cast<std::size_t>(width));
  }
  std::span<float> row(int y) { return std::span(values).subspan(index(0, y), static_cast<std::size_t>(width)); }
};

/// The picture with every square of `factor` pixels averaged to one; what does not fill a square falls off.
[[nodiscard]] Plane shrink(const Image& picture, int factor);

/// The part of a plane inside `box`.
[[nodiscard]] Plane crop(const Plane& plane, const Box& box);

/// A plane in another size: Catmull-Rom, widened where the plane shrinks so that every pixel counts.
[[nodiscard]] Plane resample(const Plane& plane, int width, int height);

/// Every value averaged with its neighbours, 1-2-1 in both directions.
[[nodiscard]] Plane smooth(const Plane& plane);

/// The plane with columns for rows.
[[nodiscard]] Plane transpose(const Plane& plane);

/// The grey level, 0 to 255, that tells light from dark best: what is above it is light (Otsu 1979).
[[nodiscard]] float dividing_level(const Plane& grey);

/// The value that `fraction` of `values` are below. `values` must not be empty.
[[nodiscard]] float quantile(std::vector<float> values, double fraction);

}  // namespace digitnet
