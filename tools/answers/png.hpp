#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace digitnet::cli {

/// Pixels row after row, as they are shown.
struct PngPixels {
  int width = 0;
  int height = 0;
  int channels = 1;  ///< 1 grey, 3 RGB
  std::span<const std::uint8_t> values;
};

/// A PNG file of them.
[[nodiscard]] std::vector<std::uint8_t> encode_png(const PngPixels& pixels);

}  // namespace digitnet::cli
