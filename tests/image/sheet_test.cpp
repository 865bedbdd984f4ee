#include "image/sheet.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "support/pictures.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

void paint_over_desk(Plane& grey) {
  if (const auto sheet = find_sheet(grey)) paint_over_desk(grey, *sheet);
}

}  // namespace

TEST_CASE("the desk around a sheet becomes as bright as the sheet, whose ink stays") {
  Plane grey(400, 300);
  fill(grey, {0, 0, 400, 300}, 50);
  fill(grey, {100, 80, 220, 150}, 220);
  fill(grey, {180, 120, 8, 60}, 40);
  paint_over_desk(grey);
  for (const auto& [x, y] : {std::pair{5, 5}, std::pair{395, 150}, std::pair{200, 290}, std::pair{98, 100}}) {
    CHECK(grey.at(x, y) == doctest::Approx(220).epsilon(0.02));
  }
  CHECK(grey.at(184, 150) == 40);
}

TEST_CASE("a shadow over half of a sheet, chalk on a board and dark ink stay as they are") {
  Plane shadow(400, 300);
  fill(shadow, {0, 0, 400, 300}, 220);
  fill(shadow, {0, 0, 220, 300}, 110);
  Plane chalk(400, 300);
  fill(chalk, {0, 0, 400, 300}, 40);
  fill(chalk, {100, 80, 120, 150}, 220);  // the ring of a 0
  fill(chalk, {130, 110, 60, 90}, 40);
  Plane ink(400, 300);
  fill(ink, {0, 0, 400, 300}, 220);
  fill(ink, {180, 60, 40, 160}, 40);
  Plane bold(112, 112);  // an 8 that is nearly all stroke, white on black
  for (int y = 0; y < 112; ++y) {
    for (int x = 0; x < 112; ++x) {
      const double upper = std::hypot((x - 56) / 20.0, (y - 36) / 24.0);
      const double lower = std::hypot((x - 56) / 24.0, (y - 78) / 26.0);
      if (std::min(upper, lower) < 1 && upper > 0.3 && lower > 0.3) bold.at(x, y) = 255;
    }
  }
  for (const Plane& picture : {shadow, chalk, ink, bold}) {
    Plane painted = picture;
    paint_over_desk(painted);
    CHECK(painted.values == picture.values);
  }
}

TEST_CASE("a sheet that lies askew, or reaches out of the picture, is one too") {
  Plane grey(400, 300);
  for (int y = 0; y < 300; ++y) {
    for (int x = 0; x < 400; ++x) {
      const double u = (x - 230) * 0.94 + (y - 160) * 0.34;
      const double v = (y - 160) * 0.94 - (x - 230) * 0.34;
      grey.at(x, y) = std::abs(u) < 180 && std::abs(v) < 90 ? 220 : 50;
    }
  }
  paint_over_desk(grey);
  CHECK(grey.at(5, 290) == doctest::Approx(220).epsilon(0.02));
}

TEST_CASE("a sheet that is seen at an angle fills no rectangle, and is one all the same") {
  const Corners tilted{{{70, 130}, {320, 40}, {290, 270}, {100, 250}}};
  const Image picture = seen_at(tilted, blank(20, 20, 220), blank(400, 300, 50));
  Plane grey = shrink(picture, 1);
  paint_over_desk(grey);
  CHECK(grey.at(5, 290) == doctest::Approx(220).epsilon(0.02));
}
