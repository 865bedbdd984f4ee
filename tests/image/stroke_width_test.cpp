#include "image/stroke_width.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace digitnet;

namespace {

/// A line of this width through the middle of a plane, with soft rims.
Plane draw_line(double width, double degrees) {
  const double angle = degrees * 3.14159265 / 180;
  Plane plane(200, 200);
  for (int y = 0; y < plane.height; ++y) {
    for (int x = 0; x < plane.width; ++x) {
      const double along = std::cos(angle) * (x - 99.5) + std::sin(angle) * (y - 99.5);
      const double across = std::cos(angle) * (y - 99.5) - std::sin(angle) * (x - 99.5);
      if (std::abs(along) < 80)
        plane.at(x, y) = static_cast<float>(std::clamp(width / 2 - std::abs(across) + 0.5, 0.0, 1.0));
    }
  }
  return plane;
}

}  // namespace

TEST_CASE("the width of a line is found in every direction") {
  for (const double width : {2.0, 5.5, 9.0}) {
    for (const double degrees : {0.0, 30.0, 45.0, 90.0}) {
      CAPTURE(width);
      CAPTURE(degrees);
      // Its two ends are outline too.
      CHECK(stroke_width(draw_line(width, degrees)) == doctest::Approx(width / (1 + width / 160)).epsilon(0.1));
    }
  }
}

TEST_CASE("ink at the edge of the plane has an outline there") {
  Plane plane(3, 40);
  for (float& value : plane.values) value = 1;
  CHECK(stroke_width(plane) == doctest::Approx(3.0 / (1 + 3.0 / 40)).epsilon(0.03));
}

TEST_CASE("without ink there is no width") {
  CHECK(stroke_width(Plane(4, 4)) == 0);
}
