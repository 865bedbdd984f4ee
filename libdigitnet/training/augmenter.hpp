#pragma once

#include <cstdint>
#include <vector>

#include "digitnet/augmentation.hpp"
#include "digitnet/shape.hpp"

namespace digitnet {

/// Changes images of one shape as an Augmentation says, in memory of its own: one for each thread.
class Augmenter {
 public:
  /// Throws ArgumentError when `augmentation` is out of range, ShapeError when `image` is not `{H,W,1}`.
  Augmenter(const Augmentation& augmentation, const Shape& image);

  /// Changes the image at `pixels`; how depends on `key` alone.
  void apply(std::uint64_t key, float* pixels) noexcept;

 private:
  Augmentation augmentation_;
  int height_;
  int width_;
  std::vector<float> before_;
};

}  // namespace digitnet
