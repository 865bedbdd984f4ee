#include "image/morphology.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace digitnet;

namespace {

/// Opening by its definition: over all squares that cover a place, the best of their smallest values.
Plane open_slowly(const Plane& plane, int side) {
  const auto value = [&](int x, int y) {
    return plane.at(std::clamp(x, 0, plane.width - 1), std::clamp(y, 0, plane.height - 1));
  };
  Plane result(plane.width, plane.height);
  for (int y = 0; y < plane.height; ++y) {
    for (int x = 0; x < plane.width; ++x) {
      float best = -1e9f;
      for (int top = y - side + 1; top <= y; ++top) {
        for (int left = x - side + 1; left <= x; ++left) {
          float least = 1e9f;
          for (int i = 0; i < side * side; ++i) least = std::min(least, value(left + i % side, top + i / side));
          best = std::max(best, least);
        }
      }
      result.at(x, y) = best;
    }
  }
  return result;
}

}  // namespace

TEST_CASE("opening agrees with its definition for squares and planes of many sizes") {
  std::mt19937 random(1);
  for (const auto& [width, height, side] :
       {std::tuple{9, 7, 3}, std::tuple{8, 13, 4}, std::tuple{5, 1, 2}, std::tuple{3, 4, 7}, std::tuple{12, 12, 1},
        std::tuple{1, 1, 5}, std::tuple{11, 2, 8}, std::tuple{2, 9, 9}, std::tuple{6, 3, 20}}) {
    Plane plane(width, height);
    for (float& value : plane.values) value = static_cast<float>(random() % 100);
    CHECK(open(plane, side).values == open_slowly(plane, side).values);
  }
}

TEST_CASE("opening by a square far larger than the plane costs no more than one as large as it") {
  Plane plane(300, 2);
  for (std::size_t i = 0; i < plane.values.size(); ++i) plane.values[i] = static_cast<float>(i % 7);
  CHECK(open(plane, 1'000'000'000).values == open(plane, 300).values);
}

TEST_CASE("opening takes a line off and leaves a slope as it is") {
  Plane slope(40, 30);
  for (int y = 0; y < 30; ++y) {
    for (int x = 0; x < 40; ++x) slope.at(x, y) = static_cast<float>(2 * x + y);
  }
  CHECK(open(slope, 7).values == slope.values);
  Plane with_line = slope;
  for (int y = 0; y < 30; ++y) with_line.at(20, y) += 50;
  const Plane opened = open(with_line, 7);
  for (std::size_t i = 0; i < slope.values.size(); ++i) CHECK(opened.values[i] <= slope.values[i] + 2);
}

TEST_CASE("dilation widens a line by twice the radius") {
  Plane line(21, 21);
  for (int y = 0; y < 21; ++y) line.at(10, y) = 1;
  for (const float radius : {0.25f, 0.5f, 1.0f, 2.5f}) {
    double width = 0;
    const Plane dilated = dilate(line, radius);
    for (const float value : dilated.row(10)) width += value;
    CHECK(width == doctest::Approx(1 + 2 * radius).epsilon(0.15));
  }
}
