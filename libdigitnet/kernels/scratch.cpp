#include <algorithm>

#include "kernels/kernels.hpp"

namespace digitnet {

std::size_t convolution_scratch_size(const ConvolutionShape& s) noexcept {
  const auto volume = [](int height, int width, int channels) {
    return static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
  };
  return std::max(
      volume((s.out_height - 1) * s.stride + s.kernel, (s.out_width - 1) * s.stride + s.kernel, s.in_channels),
      volume(s.in_height + s.kernel - 1, s.in_width + s.kernel - 1, s.out_channels));
}

std::size_t convolution_prepared_size(const ConvolutionShape& s) noexcept {
  return static_cast<std::size_t>(s.kernel) * static_cast<std::size_t>(s.kernel) *
         static_cast<std::size_t>(s.in_channels) * static_cast<std::size_t>(s.out_channels);
}

std::size_t dense_scratch_size(const DenseShape& s) noexcept {
  return static_cast<std::size_t>(s.out) * kDensePanel;
}

}  // namespace digitnet
