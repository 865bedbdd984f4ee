#include "shown_picture.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "picture_encoder.hpp"
#include "picture_planes.hpp"

namespace digitnet::serve {
namespace {

constexpr int kMostPng_px = 100'000;  // a drawing, as sharp as it is; larger ones would be megabytes

std::string data_uri(const std::string& type, std::span<const std::uint8_t> bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
  text.pop_back();  // the zero at its end
  return "data:" + type + ";base64," + text;
}

std::vector<std::uint8_t> interleaved(const PicturePlanes& planes) {
  std::vector<std::uint8_t> pixels;
  pixels.reserve(planes.size() * planes.front().pixels.size());
  for (std::size_t i = 0; i < planes.front().pixels.size(); ++i) {
    for (const Image& plane : planes) pixels.push_back(plane.pixels[i]);
  }
  return pixels;
}

std::string encoded(const PicturePlanes& planes, std::size_t most_bytes) {
  const int width = planes.front().width;
  const int height = planes.front().height;
  const int channels = static_cast<int>(planes.size());
  const std::vector<std::uint8_t> pixels = interleaved(planes);
  if (width * height <= kMostPng_px) return data_uri("image/png", cli::encode_png({width, height, channels, pixels}));
  std::vector<std::uint8_t> jpeg;
  for (const int quality : {85, 60, 35}) {
    jpeg = cli::encode_jpeg({width, height, channels, pixels}, quality);
    if (jpeg.size() <= most_bytes) break;
  }
  return data_uri("image/jpeg", jpeg);
}

}  // namespace

ShownPicture show_picture(std::string_view file, const Image& read, const ShownSize& size) {
  const int longest = std::max(read.width, read.height);
  const double scale = std::min(1.0, static_cast<double>(size.longest_px) / longest);
  auto planes = color_planes(file, scale);
  if (!planes) planes = PicturePlanes{shrink(read, scale)};
  const Image& first = planes->front();
  return {encoded(*planes, size.most_bytes), first.width, first.height, scale};
}

}  // namespace digitnet::serve
