#include "image/spread.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>

using namespace digitnet;

namespace {

/// 28x28, white where `is_ink` says so of column and row, both from the middle.
Image mark(const std::function<bool(int, int)>& is_ink) {
  Image image{28, 28, {}};
  for (int y = 0; y < 28; ++y)
    for (int x = 0; x < 28; ++x) image.pixels.push_back(is_ink(x - 14, y - 14) ? 255 : 0);
  return image;
}

bool within(int value, int most) {
  return value >= -most && value <= most;
}

}  // namespace

TEST_CASE("a bar leans as far as its main axis is from upright, whichever way") {
  const auto lean = [](auto is_ink) { return spread_of(mark(is_ink)).lean_degrees; };
  CHECK(lean([](int x, int y) { return x == 0 && within(y, 9); }) == doctest::Approx(0));
  CHECK(lean([](int x, int y) { return x == -y && within(y, 9); }) == doctest::Approx(45));
  CHECK(lean([](int x, int y) { return x == y && within(y, 9); }) == doctest::Approx(45));
  CHECK(lean([](int x, int y) { return y == 0 && within(x, 9); }) == doctest::Approx(90));
}

TEST_CASE("thickness goes from a line's to a square's") {
  const auto thickness = [](auto is_ink) { return spread_of(mark(is_ink)).thickness; };
  CHECK(thickness([](int x, int y) { return x == 0 && within(y, 9); }) == doctest::Approx(0));
  CHECK(thickness([](int x, int y) { return within(x, 9) && within(y, 9); }) == doctest::Approx(1));
  // The variance of n equal places is (n * n - 1) / 12.
  CHECK(thickness([](int x, int y) { return within(x, 2) && within(y, 9); }) == doctest::Approx(std::sqrt(24.0 / 360)));
}
