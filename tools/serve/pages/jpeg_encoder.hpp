#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace digitnet::serve {

/// A JPEG file of pixels that lie side by side, `channels` bytes each: 1 grey, 3 RGB. `quality` is 1 to 100.
struct JpegPixels {
  int width = 0;
  int height = 0;
  int channels = 1;
  std::span<const std::uint8_t> values;
};
[[nodiscard]] std::vector<std::uint8_t> encode_jpeg(const JpegPixels& pixels, int quality);

}  // namespace digitnet::serve
