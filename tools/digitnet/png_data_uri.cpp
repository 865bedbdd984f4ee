#include "png_data_uri.hpp"

#include <cstdlib>

#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO
#include <stb/stb_image_write.h>

#include <vector>

namespace digitnet::cli {
namespace {

std::string base64(std::span<const std::uint8_t> bytes) {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = bytes.size() - i;
    const std::uint32_t group = static_cast<std::uint32_t>(bytes[i]) << 16 |
                                (left > 1 ? static_cast<std::uint32_t>(bytes[i + 1]) << 8 : 0) |
                                (left > 2 ? static_cast<std::uint32_t>(bytes[i + 2]) : 0);
    text += kAlphabet[group >> 18];
    text += kAlphabet[group >> 12 & 63];
    text += left > 1 ? kAlphabet[group >> 6 & 63] : '=';
    text += left > 2 ? kAlphabet[group & 63] : '=';
  }
  return text;
}

void append_bytes(void* context, void* data, int size) {
  const auto* bytes = static_cast<const std::uint8_t*>(data);
  auto& png = *static_cast<std::vector<std::uint8_t>*>(context);
  png.insert(png.end(), bytes, bytes + size);
}

}  // namespace

std::string png_data_uri(std::span<const std::uint8_t> pixels, int width, int height) {
  std::vector<std::uint8_t> png;
  stbi_write_png_to_func(append_bytes, &png, width, height, 1, pixels.data(), width);
  return "data:image/png;base64," + base64(png);
}

}  // namespace digitnet::cli
