#include "image/plane.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace digitnet;

namespace {

Plane plane_of(int width, int height, std::vector<float> values) {
  Plane plane(width, height);
  plane.values = std::move(values);
  return plane;
}

}  // namespace

TEST_CASE("shrinking averages squares and drops what does not fill one") {
  const Image picture{3, 2, {10, 20, 99, 30, 40, 99}};
  const Plane plane = shrink(picture, 2);
  CHECK(plane.width == 1);
  CHECK(plane.height == 1);
  CHECK(plane.at(0, 0) == 25);
}

TEST_CASE("a plane resampled to its own size stays as it is") {
  const Plane plane = plane_of(3, 2, {1, 5, 2, 8, 0, 3});
  CHECK(resample(plane, 3, 2).values == plane.values);
}

TEST_CASE("resampling keeps a constant plane constant and the mean of any") {
  Plane plane(60, 40);
  std::ranges::fill(plane.values, 0.5f);
  for (const auto& [width, height] : {std::pair{7, 90}, std::pair{200, 3}, std::pair{1, 1}}) {
    for (const float value : resample(plane, width, height).values) CHECK(value == doctest::Approx(0.5f));
  }
  plane.at(30, 20) = 60 * 40;
  double sum = 0;
  for (const float value : resample(plane, 15, 10).values) sum += value;
  CHECK(sum / 150 == doctest::Approx(1.5).epsilon(0.01));
}

TEST_CASE("smoothing spreads a point 1-2-1 in both directions") {
  const Plane plane = smooth(plane_of(3, 3, {0, 0, 0, 0, 16, 0, 0, 0, 0}));
  CHECK(plane.values == std::vector<float>{1, 2, 1, 2, 4, 2, 1, 2, 1});
}

TEST_CASE("a transposed plane has columns for rows") {
  const Plane plane = transpose(plane_of(3, 2, {1, 2, 3, 4, 5, 6}));
  CHECK(plane.width == 2);
  CHECK(plane.values == std::vector<float>{1, 4, 2, 5, 3, 6});
}

TEST_CASE("the dividing level is where light and dark are farthest apart") {
  const float level = dividing_level(plane_of(4, 2, {10, 11, 40.9f, 12, 200, 199.5f, 41, 210}));
  CHECK(level > 41);
  CHECK(level < 199.5f);
  CHECK(dividing_level(plane_of(2, 1, {40.9f, 41})) < 41);
  CHECK(dividing_level(plane_of(2, 1, {40.9f, 41})) > 40.9f);
}

TEST_CASE("a quantile is the value that a share of the values are below") {
  CHECK(quantile({3, 1, 2}, 0.5) == 2);
  CHECK(quantile({3, 1, 2}, 0) == 1);
  CHECK(quantile({3, 1, 2}, 1) == 3);
}
