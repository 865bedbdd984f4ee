#include "image/homography.hpp"

#include <doctest/doctest.h>

namespace digitnet {
namespace {

void check_near(const Point& a, const Point& b) {
  CHECK(a.x == doctest::Approx(b.x));
  CHECK(a.y == doctest::Approx(b.y));
}

constexpr Corners kSquare{{{0, 0}, {1, 0}, {1, 1}, {0, 1}}};

}  // namespace

TEST_CASE("a homography takes each corner to its counterpart, and lines to lines") {
  const Corners seen{{{10, 20}, {110, 30}, {100, 90}, {5, 80}}};
  const auto homography = Homography::between(kSquare, seen);
  REQUIRE(homography);
  for (std::size_t i = 0; i < 4; ++i) check_near((*homography)(kSquare[i]), seen[i]);
  const Point a = (*homography)({0.25, 0.5});
  const Point b = (*homography)({0.5, 0.5});
  const Point c = (*homography)({0.75, 0.5});
  CHECK((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) == doctest::Approx(0));
}

TEST_CASE("between rectangles it scales and shifts") {
  const auto homography = Homography::between(kSquare, {{{5, 7}, {25, 7}, {25, 37}, {5, 37}}});
  REQUIRE(homography);
  check_near((*homography)({0.5, 0.1}), {15, 10});
}

TEST_CASE("the middle of a trapezium lies where its diagonals meet") {
  const auto homography = Homography::between(kSquare, {{{2, 0}, {4, 0}, {6, 6}, {0, 6}}});
  REQUIRE(homography);
  check_near((*homography)({0.5, 0.5}), {3, 1.5});
}

TEST_CASE("corners on one line have no homography") {
  CHECK_FALSE(Homography::between({{{0, 0}, {1, 0}, {2, 0}, {0, 1}}}, kSquare));
  CHECK_FALSE(Homography::between(kSquare, {{{0, 0}, {0, 0}, {0, 0}, {0, 0}}}));
}

TEST_CASE("a rectangle on a casual photo is plausible, a folded or steep one is not") {
  CHECK(is_plausible(kSquare));
  CHECK(is_plausible({{{10, 20}, {110, 30}, {100, 90}, {5, 80}}}));
  CHECK_FALSE(is_plausible({{{0, 0}, {0, 1}, {1, 1}, {1, 0}}}));
  CHECK_FALSE(is_plausible({{{0, 0}, {1, 1}, {1, 0}, {0, 1}}}));
  CHECK_FALSE(is_plausible({{{0, 0}, {10, 0}, {6, 5}, {4, 5}}}));
  CHECK_FALSE(is_plausible({{{0, 0}, {1, 0}, {4, 1}, {3, 1}}}));
}

}  // namespace digitnet
