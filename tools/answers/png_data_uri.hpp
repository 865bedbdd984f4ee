#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace digitnet::cli {

/// A grey picture, a byte a pixel, as a `data:image/png;base64,` address for a page.
[[nodiscard]] std::string png_data_uri(std::span<const std::uint8_t> pixels, int width, int height);

}  // namespace digitnet::cli
