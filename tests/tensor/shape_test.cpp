#include <doctest/doctest.h>

#include "digitnet/error.hpp"
#include "digitnet/shape.hpp"

using digitnet::Shape;
using digitnet::ShapeError;

TEST_CASE("a shape knows its extents, size and name") {
  const Shape shape{28, 14, 3};
  CHECK(shape.rank() == 3);
  CHECK(shape[1] == 14);
  CHECK(shape.size() == 28 * 14 * 3);
  CHECK(shape.to_string() == "28x14x3");
  CHECK(Shape{}.size() == 1);
}

TEST_CASE("shapes are equal when their ranks and extents are") {
  CHECK(Shape{2, 3} == Shape{2, 3});
  CHECK(Shape{2, 3} != Shape{3, 2});
  CHECK(Shape{2, 3} != Shape{2, 3, 1});
}

TEST_CASE("impossible shapes say why") {
  CHECK_THROWS_WITH_AS(Shape({2, 0}), "every extent of a shape is at least 1: found 2x0", ShapeError);
  CHECK_THROWS_AS(Shape({-1}), ShapeError);
  CHECK_THROWS_AS(Shape({1, 1, 1, 1, 1}), ShapeError);
  CHECK_THROWS_WITH_AS(Shape({65536, 65536}), "a shape has at most 2^31 - 1 elements: found 65536x65536", ShapeError);
}
