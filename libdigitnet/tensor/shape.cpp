#include "digitnet/shape.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "digitnet/error.hpp"

namespace digitnet {

Shape::Shape(std::initializer_list<int> extents) : Shape(std::span<const int>(extents.begin(), extents.size())) {}

Shape::Shape(std::span<const int> extents) {
  if (extents.size() > kMaxRank)
    throw ShapeError(fmt::format("a shape has at most {} extents, not {}", kMaxRank, extents.size()));
  std::int64_t product = 1;
  for (const int extent : extents) {
    if (extent < 1)
      throw ShapeError(fmt::format("every extent of a shape is at least 1: found {}", fmt::join(extents, "x")));
    product *= extent;
    if (product > std::numeric_limits<std::int32_t>::max())
      throw ShapeError(fmt::format("a shape has at most 2^31 - 1 elements: found {}", fmt::join(extents, "x")));
  }
  std::copy(extents.begin(), extents.end(), extents_.begin());
  rank_ = static_cast<int>(extents.size());
}

std::size_t Shape::size() const {
  std::size_t product = 1;
  for (const int extent : extents()) product *= static_cast<std::size_t>(extent);
  return product;
}

std::string Shape::to_string() const {
  return fmt::format("{}", fmt::join(extents(), "x"));
}

}  // namespace digitnet
