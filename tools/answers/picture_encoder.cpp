#include "picture_encoder.hpp"

#include <cstdlib>

#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO
#include <stb/stb_image_write.h>

#include <new>

namespace digitnet::cli {
namespace {

void append_bytes(void* context, void* data, int size) {
  const auto* bytes = static_cast<const std::uint8_t*>(data);
  auto& file = *static_cast<std::vector<std::uint8_t>*>(context);
  file.insert(file.end(), bytes, bytes + size);
}

}  // namespace

std::vector<std::uint8_t> encode_png(const PicturePixels& pixels) {
  std::vector<std::uint8_t> png;
  if (stbi_write_png_to_func(append_bytes, &png, pixels.width, pixels.height, pixels.channels, pixels.values.data(),
                             pixels.width * pixels.channels) == 0) {
    throw std::bad_alloc();
  }
  return png;
}

std::vector<std::uint8_t> encode_jpeg(const PicturePixels& pixels, int quality) {
  std::vector<std::uint8_t> jpeg;
  if (stbi_write_jpg_to_func(append_bytes, &jpeg, pixels.width, pixels.height, pixels.channels, pixels.values.data(),
                             quality) == 0) {
    throw std::bad_alloc();
  }
  return jpeg;
}

}  // namespace digitnet::cli
