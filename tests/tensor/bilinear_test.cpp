#include "tensor/bilinear.hpp"

#include <doctest/doctest.h>

using namespace digitnet;

namespace {

/// Two by two pixels, 0 outside.
float pixel(int x, int y) {
  constexpr float kPixels[2][2]{{1, 3}, {5, 11}};
  return x < 0 || y < 0 || x > 1 || y > 1 ? 0 : kPixels[y][x];
}

}  // namespace

TEST_CASE("on a pixel its value is found") {
  CHECK(bilinear(0.0f, 0.0f, pixel) == 1);
  CHECK(bilinear(1.0f, 1.0f, pixel) == 11);
}

TEST_CASE("between pixels the nearer ones count more") {
  CHECK(bilinear(0.25f, 0.0f, pixel) == 1.5f);
  CHECK(bilinear(0.0f, 0.75f, pixel) == 4);
  CHECK(bilinear(0.5f, 0.5f, pixel) == 5);
}

TEST_CASE("beyond the edge what the pixels say counts") {
  CHECK(bilinear(-0.5f, 0.0f, pixel) == 0.5f);
  CHECK(bilinear(1.0, 1.25, pixel) == 8.25);
}
