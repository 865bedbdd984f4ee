#include "image/components.hpp"

#include <doctest/doctest.h>

using namespace digitnet;

TEST_CASE("pixels that touch, even at a corner, are one component; the heaviest comes first") {
  Plane plane(5, 4);
  plane.at(0, 0) = 1;
  plane.at(3, 1) = 2;
  plane.at(4, 2) = 3;
  plane.at(1, 3) = 0.5f;
  const auto components = find_components(plane, 0.6f);
  REQUIRE(components.size() == 2);
  CHECK(components[0].mass == 5);
  CHECK(components[0].peak == 3);
  CHECK(components[0].box == Box{3, 1, 2, 2});
  CHECK(components[0].edge_px == 1);
  CHECK(components[1].box == Box{0, 0, 1, 1});
  CHECK(find_components(plane, 3).empty());
}

TEST_CASE("a component made pixel by pixel is as one that was found") {
  Plane plane(5, 4);
  plane.at(2, 1) = 2;
  plane.at(3, 2) = 3;
  plane.at(4, 2) = 1;
  const Component found = find_components(plane, 0.5f).at(0);
  Component made;
  for (const int pixel : found.pixels) add_pixel(made, pixel, plane);
  CHECK(made.box == found.box);
  CHECK(made.mass == found.mass);
  CHECK(made.peak == found.peak);
  CHECK(made.edge_px == 1);
  CHECK(made.pixels == found.pixels);
}
