#pragma once

#include <vector>

#include "digitnet/geometry.hpp"
#include "digitnet/image.hpp"
#include "image/homography.hpp"

namespace digitnet::test {

/// A page with dark rectangles on it, to be seen from anywhere.
class DrawnPage {
 public:
  DrawnPage(double width, double height) : width_(width), height_(height) {}

  DrawnPage& fill(const Rectangle& area);
  /// The outline of an area, its lines `line` wide, half of it outside.
  DrawnPage& outline(const Rectangle& area, double line);
  /// A row of cells.
  DrawnPage& cells(const Rectangle& area, int cells, double line);

  /// A picture in which the page's corners lie at `corners`, on a ground of level `ground`.
  [[nodiscard]] Image seen(const Corners& corners, int width, int height, int ground = 255) const;
  /// A picture of the page alone.
  [[nodiscard]] Image scanned(int width, int height) const;
  [[nodiscard]] Corners corners() const;

 private:
  double width_;
  double height_;
  std::vector<Rectangle> dark_;
};

}  // namespace digitnet::test
