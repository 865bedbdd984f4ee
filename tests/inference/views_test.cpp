#include "inference/views.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <vector>

using namespace digitnet;

namespace {

std::vector<float> seen(const std::vector<float>& image, const Shape& shape, const View& view) {
  std::vector<float> out(shape.size(), -1);
  look(image.data(), shape, view, out.data());
  return out;
}

}  // namespace

TEST_CASE("the first view is the image itself") {
  const std::vector<float> image{.1f, .2f, .3f, .4f, .5f, .6f};
  CHECK(seen(image, {2, 3, 1}, kViews[0]) == image);
  CHECK(seen(image, {1, 3, 2}, kViews[0]) == image);
}

TEST_CASE("a moved view has zeros where nothing was") {
  const std::vector<float> image{1, 2, 3, 4, 5, 6};
  CHECK(seen(image, {2, 3, 1}, {.right_px = 1}) == std::vector<float>{0, 1, 2, 0, 4, 5});
  CHECK(seen(image, {2, 3, 1}, {.down_px = -1}) == std::vector<float>{4, 5, 6, 0, 0, 0});
  CHECK(seen(image, {2, 3, 1}, {.right_px = .5f})[1] == doctest::Approx(1.5f));
}

TEST_CASE("a turned view turns clockwise") {
  const std::vector<float> image{1, 2, 3, 4, 5, 6, 7, 8, 9};
  const std::vector<float> turned = seen(image, {3, 3, 1}, {.turn_degrees = 90});
  const std::vector<float> expected{7, 4, 1, 8, 5, 2, 9, 6, 3};
  for (std::size_t i = 0; i < 9; ++i) CHECK(turned[i] == doctest::Approx(expected[i]).epsilon(1e-4));
}

TEST_CASE("a zoomed view keeps the middle and moves the rest outwards") {
  const std::vector<float> image{0, 1, 0, 0, 0};
  const std::vector<float> zoomed = seen(image, {1, 5, 1}, {.zoom = 2});
  CHECK(zoomed == std::vector<float>{1, .5f, 0, 0, 0});
}
