#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>

namespace digitnet {

/// The extents of a tensor, outermost first: an image is `{height, width, channels}`.
///
/// Rank 0 to 4; every extent is at least 1.
class Shape {
 public:
  static constexpr int kMaxRank = 4;

  Shape() = default;
  /// Throws ShapeError when there are more than four extents, one is below 1, or their product passes 2^31 - 1.
  Shape(std::initializer_list<int> extents);
  explicit Shape(std::span<const int> extents);

  [[nodiscard]] int rank() const { return rank_; }
  /// The extent of axis `axis`, 0 <= axis < rank().
  [[nodiscard]] int operator[](int axis) const { return extents_[static_cast<std::size_t>(axis)]; }
  [[nodiscard]] std::span<const int> extents() const { return {extents_.data(), static_cast<std::size_t>(rank_)}; }
  /// The number of elements; 1 for rank 0.
  [[nodiscard]] std::size_t size() const;
  /// As people write it: `28x28x1`.
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const Shape&, const Shape&) = default;

 private:
  std::array<int, kMaxRank> extents_{};
  int rank_ = 0;
};

}  // namespace digitnet
