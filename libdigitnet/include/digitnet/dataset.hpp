#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "digitnet/shape.hpp"

namespace digitnet {

/// Labelled images of one size: bytes as they came, 0 to 255, in `[N,H,W,C]`; a network sees them divided by 255.
class Dataset {
 public:
  Dataset() = default;
  /// Takes `pixels` of `labels.size()` images of `image_shape` `{H,W,C}`, with labels from 0 to `classes` - 1.
  ///
  /// Throws ShapeError when their numbers do not fit, ArgumentError when a label is out of range.
  Dataset(const Shape& image_shape, std::vector<std::uint8_t> pixels, std::vector<int> labels, int classes);

  [[nodiscard]] std::size_t size() const { return labels_.size(); }
  [[nodiscard]] bool empty() const { return labels_.empty(); }
  [[nodiscard]] const Shape& image_shape() const { return image_shape_; }
  [[nodiscard]] int classes() const { return classes_; }
  [[nodiscard]] std::span<const std::uint8_t> image(std::size_t i) const;
  [[nodiscard]] int label(std::size_t i) const { return labels_[i]; }
  [[nodiscard]] std::span<const int> labels() const { return labels_; }

  /// The images `[first, last)`, copied. Throws ArgumentError unless first <= last <= size().
  [[nodiscard]] Dataset slice(std::size_t first, std::size_t last) const;

 private:
  Shape image_shape_;
  std::vector<std::uint8_t> pixels_;
  std::vector<int> labels_;
  int classes_ = 0;
};

/// Splits off the last `fraction` of the images (rounded down) as Keras's validation_split does: {rest, held out}.
///
/// Throws ArgumentError unless 0 <= fraction < 1.
[[nodiscard]] std::pair<Dataset, Dataset> split(const Dataset& data, double fraction);

/// All images of `a`, then all of `b`; the classes of the one that has more.
///
/// Throws ShapeError when their images differ in shape.
[[nodiscard]] Dataset join(const Dataset& a, const Dataset& b);

/// Writes image `i` as floats `byte / 255` to `out`, which has room for data.image_shape().size().
void copy_image(const Dataset& data, std::size_t i, float* out) noexcept;

}  // namespace digitnet
