#pragma once

#include <span>
#include <vector>

#include "image/plane.hpp"

namespace digitnet {

/// Pixels that hang together, corners included.
struct Component {
  Box box;
  double mass = 0;          ///< the sum of their values
  double peak = 0;          ///< their largest value
  int edge_px = 0;          ///< how many lie on the edge of the plane
  std::vector<int> pixels;  ///< their indices
};

/// The components of the pixels above `threshold`, the heaviest first.
[[nodiscard]] std::vector<Component> find_components(const Plane& plane, float threshold);

/// Adds a pixel of a plane to a component.
void add_pixel(Component& component, int pixel, const Plane& plane);

/// The distance between two boxes along the axis on which they are farther apart; 0 where they touch.
[[nodiscard]] int gap(const Box& a, const Box& b);

/// A box of a shrunk picture in the picture that `factor` pixels, each way, became one of.
[[nodiscard]] Box scale(const Box& box, int factor);

/// The smallest box around two.
[[nodiscard]] Box unite(const Box& a, const Box& b);

/// The smallest box around components, of which there must be one or more.
[[nodiscard]] Box unite(std::span<const Component* const> components);

}  // namespace digitnet
