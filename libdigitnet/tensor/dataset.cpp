#include "digitnet/dataset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "digitnet/error.hpp"

namespace digitnet {

Dataset::Dataset(const Shape& image_shape, std::vector<std::uint8_t> pixels, std::vector<int> labels, int classes)
    : image_shape_(image_shape), pixels_(std::move(pixels)), labels_(std::move(labels)), classes_(classes) {
  if (image_shape_.rank() != 3)
    throw ShapeError(fmt::format("an image has height, width and channels: found shape {}", image_shape_.to_string()));
  const std::size_t expected = labels_.size() * image_shape_.size();
  if (pixels_.size() != expected)
    throw ShapeError(fmt::format("{} images of {} take {} bytes: found {}", labels_.size(), image_shape_.to_string(),
                                 expected, pixels_.size()));
  for (std::size_t i = 0; i < labels_.size(); ++i)
    if (labels_[i] < 0 || labels_[i] >= classes_)
      throw ArgumentError(fmt::format("label {} of image {} is not below {} classes", labels_[i], i, classes_));
}

std::span<const std::uint8_t> Dataset::image(std::size_t i) const {
  const std::size_t size = image_shape_.size();
  return {pixels_.data() + i * size, size};
}

Dataset Dataset::slice(std::size_t first, std::size_t last) const {
  if (first > last || last > size())
    throw ArgumentError(fmt::format("cannot take images {} to {} of {}", first, last, size()));
  const std::size_t bytes = image_shape_.size();
  const auto at = [](const auto& values, std::size_t i) { return values.begin() + static_cast<std::ptrdiff_t>(i); };
  Dataset part;
  part.image_shape_ = image_shape_;
  part.pixels_.assign(at(pixels_, first * bytes), at(pixels_, last * bytes));
  part.labels_.assign(at(labels_, first), at(labels_, last));
  part.classes_ = classes_;
  return part;
}

std::pair<Dataset, Dataset> split(const Dataset& data, double fraction) {
  if (!(fraction >= 0 && fraction < 1))
    throw ArgumentError(fmt::format("the part to split off is at least 0 and below 1: found {}", fraction));
  const auto held_out = static_cast<std::size_t>(fraction * static_cast<double>(data.size()));
  const std::size_t rest = data.size() - held_out;
  return {data.slice(0, rest), data.slice(rest, data.size())};
}

Dataset join(const Dataset& a, const Dataset& b) {
  if (a.image_shape() != b.image_shape())
    throw ShapeError(fmt::format("images to be joined have one shape: found {} and {}", a.image_shape().to_string(),
                                 b.image_shape().to_string()));
  std::vector<std::uint8_t> pixels;
  std::vector<int> labels;
  pixels.reserve((a.size() + b.size()) * a.image_shape().size());
  labels.reserve(a.size() + b.size());
  for (const Dataset* part : {&a, &b}) {
    for (std::size_t i = 0; i < part->size(); ++i) {
      const auto image = part->image(i);
      pixels.insert(pixels.end(), image.begin(), image.end());
    }
    labels.insert(labels.end(), part->labels().begin(), part->labels().end());
  }
  return {a.image_shape(), std::move(pixels), std::move(labels), std::max(a.classes(), b.classes())};
}

void copy_image(const Dataset& data, std::size_t i, float* out) noexcept {
  for (const std::uint8_t byte : data.image(i)) *out++ = static_cast<float>(byte) / 255.0f;
}

}  // namespace digitnet
