#include "digitnet/dataset.hpp"

#include <doctest/doctest.h>

#include <array>

#include "digitnet/error.hpp"

using namespace digitnet;

namespace {
Dataset four_pixels() {
  return {{1, 1, 1}, {0, 51, 102, 255}, {3, 1, 2, 0}, 4};
}
}  // namespace

TEST_CASE("a network sees bytes divided by 255") {
  float value = 0;
  copy_image(four_pixels(), 1, &value);
  CHECK(value == 0.2f);
  copy_image(four_pixels(), 3, &value);
  CHECK(value == 1.0f);
}

TEST_CASE("a slice keeps images and labels together") {
  const Dataset part = four_pixels().slice(1, 3);
  CHECK(part.size() == 2);
  CHECK(part.image(0)[0] == 51);
  CHECK(part.label(1) == 2);
  CHECK(part.classes() == 4);
  CHECK(four_pixels().slice(2, 2).empty());
  CHECK_THROWS_AS(static_cast<void>(four_pixels().slice(3, 5)), ArgumentError);
  CHECK_THROWS_AS(static_cast<void>(four_pixels().slice(3, 2)), ArgumentError);
}

TEST_CASE("sets are joined one behind the other, with the classes of the one that has more") {
  const Dataset more({1, 1, 1}, {7}, {8}, 9);
  const Dataset both = join(four_pixels(), more);
  CHECK(both.size() == 5);
  CHECK(both.image(1)[0] == 51);
  CHECK(both.image(4)[0] == 7);
  CHECK(both.label(4) == 8);
  CHECK(both.classes() == 9);
  CHECK_THROWS_AS((void)join(four_pixels(), Dataset({2, 1, 1}, {0, 0}, {1}, 2)), ShapeError);
}

TEST_CASE("a split holds out the last part") {
  const auto [rest, held_out] = split(four_pixels(), 0.3);
  CHECK(rest.size() == 3);
  CHECK(held_out.size() == 1);
  CHECK(held_out.label(0) == 0);
  CHECK(split(four_pixels(), 0).second.empty());
  CHECK_THROWS_AS(static_cast<void>(split(four_pixels(), 1.0)), ArgumentError);
  CHECK_THROWS_AS(static_cast<void>(split(four_pixels(), -0.1)), ArgumentError);
}

TEST_CASE("data that does not fit together says so") {
  CHECK_THROWS_WITH_AS(Dataset({1, 1, 1}, {0}, {0, 1}, 2), "2 images of 1x1x1 take 2 bytes: found 1", ShapeError);
  CHECK_THROWS_WITH_AS(Dataset({1, 1, 1}, {0}, {2}, 2), "label 2 of image 0 is not below 2 classes", ArgumentError);
  CHECK_THROWS_AS(Dataset({1, 1, 1}, {0}, {-1}, 2), ArgumentError);
  CHECK_THROWS_AS(Dataset({1}, {0}, {0}, 2), ShapeError);
}
