#include "image/rules.hpp"

#include <doctest/doctest.h>

#include "support/pictures.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

double ink_in(const Plane& plane, const Box& box) {
  double sum = 0;
  for (const float value : crop(plane, box).values) sum += value;
  return sum;
}

}  // namespace

TEST_CASE("a ruled line goes, a stroke across it stays whole") {
  Plane plane(300, 200);
  fill(plane, {0, 100, 300, 2});
  fill(plane, {150, 70, 6, 60});
  erase_rules(plane, 0.1f);
  CHECK(ink_in(plane, {0, 0, 149, 200}) == 0);
  CHECK(ink_in(plane, {157, 0, 143, 200}) == 0);
  CHECK(ink_in(plane, {150, 70, 6, 60}) == 360);
}

TEST_CASE("squared paper goes, the points where its lines cross too") {
  Plane plane(300, 200);
  for (int y = 20; y < 200; y += 40) fill(plane, {0, y, 300, 2});
  for (int x = 20; x < 300; x += 40) fill(plane, {x, 0, 2, 200});
  fill(plane, {130, 70, 8, 22});
  erase_rules(plane, 0.1f);
  CHECK(ink_in(plane, {0, 0, 300, 200}) == 8 * 22);
}

TEST_CASE("lines that fall slightly are rules too") {
  Plane plane(300, 200);
  for (int x = 0; x < 300; ++x) fill(plane, {x, 60 + x / 20, 1, 2});
  erase_rules(plane, 0.1f);
  CHECK(ink_in(plane, {0, 0, 300, 200}) == 0);
}

TEST_CASE("a frame goes, what stands in it stays") {
  Plane plane(300, 200);
  fill(plane, {100, 60, 90, 3});
  fill(plane, {100, 137, 90, 3});
  fill(plane, {100, 60, 3, 80});
  fill(plane, {187, 60, 3, 80});
  fill(plane, {140, 80, 6, 40});
  erase_rules(plane, 0.1f);
  CHECK(ink_in(plane, {140, 80, 6, 40}) == 240);
  CHECK(ink_in(plane, {90, 50, 110, 100}) < 240 + 40);
}

TEST_CASE("strokes of digits are no rules, however large the digit is in its picture") {
  Plane plane(200, 260);
  fill(plane, {20, 30, 160, 12});  // a 7 of straight strokes
  fill(plane, {120, 30, 12, 200});
  const double all = ink_in(plane, {0, 0, 200, 260});
  erase_rules(plane, 0.1f);
  CHECK(ink_in(plane, {0, 0, 200, 260}) == all);

  Plane one(60, 400);
  fill(one, {28, 40, 4, 320});
  erase_rules(one, 0.1f);
  CHECK(ink_in(one, {0, 0, 60, 400}) == 4 * 320);
}
