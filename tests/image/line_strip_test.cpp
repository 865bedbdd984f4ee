#include "image/line_strip.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace digitnet;

namespace {

/// Bars of 40 rows at some columns, `width` columns wide, in a plane of 50 rows.
Plane bars(std::initializer_list<int> columns, int width) {
  Plane ink(200, 50);
  for (const int column : columns) {
    for (int y = 5; y < 45; ++y) {
      for (int x = column; x < column + width; ++x) ink.at(x, y) = 1;
    }
  }
  return ink;
}

int inked(const Image& window, int row) {
  const auto first = window.pixels.begin() + row * window.width;
  return static_cast<int>(std::count_if(first, first + window.width, [](std::uint8_t pixel) { return pixel > 127; }));
}

}  // namespace

TEST_CASE("a strip brings a line to digits of 20 pixels, and a window has its column in the middle") {
  const LineStrip strip(bars({60, 120}, 6), 40);
  CHECK(strip.width() == 100);
  CHECK(strip.scale() == doctest::Approx(0.5));
  const auto window = strip.window(31);
  REQUIRE(window);
  CHECK(window->width == 28);
  CHECK(window->at(14, 14) > 200);
  CHECK(window->at(20, 14) == 0);
  // Up and down the ink is in the middle: 20 rows from the fifth on.
  CHECK(window->at(14, 2) == 0);
  CHECK(window->at(14, 6) > 200);
  CHECK(window->at(14, 21) > 200);
  CHECK(window->at(14, 26) == 0);
}

TEST_CASE("a window shows neighbours too, and there is none far from all ink") {
  const LineStrip strip(bars({60, 80}, 6), 40);
  CHECK(inked(*strip.window(31), 14) == 6);
  CHECK_FALSE(strip.window(10));
  CHECK(strip.window(25));
}

TEST_CASE("hairlines become as broad as MNIST's strokes") {
  const LineStrip strip(bars({60}, 1), 40);
  CHECK(inked(*strip.window(30), 14) >= 2);
}
