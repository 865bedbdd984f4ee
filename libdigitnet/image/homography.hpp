#pragma once

#include <array>
#include <optional>

#include "digitnet/geometry.hpp"

namespace digitnet {

[[nodiscard]] double distance(const Point& a, const Point& b);

/// Four corners, clockwise from the top left one.
using Corners = std::array<Point, 4>;

/// How a plane looks from somewhere else: (x, y) goes to (a x + b y + c, d x + e y + f) / (g x + h y + 1).
class Homography {
 public:
  /// The one that takes each of `from` to its counterpart in `to`; nothing when three of either lie on a line.
  [[nodiscard]] static std::optional<Homography> between(const Corners& from, const Corners& to);

  /// Not finite, or anywhere, for a place behind the horizon.
  [[nodiscard]] Point operator()(const Point& place) const;

 private:
  std::array<double, 8> terms_{};  // a to h
};

/// Shape of four corners.
[[nodiscard]] double mean_width(const Corners& corners);
[[nodiscard]] double mean_height(const Corners& corners);
[[nodiscard]] double area(const Corners& corners);
/// Whether it is convex and turns clockwise, and opposite sides are at most twice as long as one another: a rectangle
/// as it is seen on casual photos.
[[nodiscard]] bool is_plausible(const Corners& corners);

}  // namespace digitnet
