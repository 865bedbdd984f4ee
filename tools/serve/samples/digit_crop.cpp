#include "digit_crop.hpp"

#include <algorithm>
#include <cmath>

#include "image/plane.hpp"
#include "picture_encoder.hpp"
#include "sample.hpp"

namespace digitnet::serve {
namespace {

constexpr int kLeastMargin_px = 2;
constexpr int kMarginPart = 8;

Box with_margin(const Box& ink, const Image& picture) {
  const int margin = std::max(kLeastMargin_px, std::max(ink.width, ink.height) / kMarginPart);
  const int left = std::clamp(ink.x - margin, 0, picture.width - 1);
  const int top = std::clamp(ink.y - margin, 0, picture.height - 1);
  const int right = std::clamp(ink.x + ink.width + margin, left + 1, picture.width);
  const int bottom = std::clamp(ink.y + ink.height + margin, top + 1, picture.height);
  return {left, top, right - left, bottom - top};
}

Plane part_of(const Image& picture, const Box& box) {
  Plane part(box.width, box.height);
  for (int y = 0; y < box.height; ++y) {
    for (int x = 0; x < box.width; ++x) part.at(x, y) = picture.at(box.x + x, box.y + y);
  }
  return part;
}

Plane shrunk(const Plane& part) {
  const int longest = std::max(part.width, part.height);
  if (longest <= kMostSampleSide_px) return part;
  const auto length = [&](int side) {
    return std::max(1, static_cast<int>(std::int64_t{side} * kMostSampleSide_px / longest));
  };
  return resample(part, length(part.width), length(part.height));
}

}  // namespace

std::vector<std::uint8_t> digit_png(const Image& picture, const Box& ink) {
  const Plane plane = shrunk(part_of(picture, with_margin(ink, picture)));
  std::vector<std::uint8_t> pixels;
  pixels.reserve(plane.values.size());
  for (const float value : plane.values) {
    pixels.push_back(static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0F, 255.0F))));
  }
  return cli::encode_png({plane.width, plane.height, 1, pixels});
}

}  // namespace digitnet::serve
