#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace digitnet::cli {

/// Pixels row after row, as they are shown.
struct PicturePixels {
  int width = 0;
  int height = 0;
  int channels = 1;  ///< 1 grey, 3 RGB, 4 RGB with opacity, which a JPEG leaves out
  std::span<const std::uint8_t> values;
};

/// A PNG file of them.
[[nodiscard]] std::vector<std::uint8_t> encode_png(const PicturePixels& pixels);
/// A JPEG file of them. `quality` is 1 to 100.
[[nodiscard]] std::vector<std::uint8_t> encode_jpeg(const PicturePixels& pixels, int quality);

}  // namespace digitnet::cli
