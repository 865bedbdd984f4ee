#pragma once

namespace digitnet {

/// A place on a page or in a picture: x to the right, y down.
struct Point {
  double x = 0;
  double y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

/// An upright rectangle, from its top left corner.
struct Rectangle {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
  friend bool operator==(const Rectangle&, const Rectangle&) = default;
};

}  // namespace digitnet
