#include "support/written_numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "image/normalize.hpp"
#include "image/plane.hpp"

namespace digitnet::test {
namespace {

constexpr std::array kFiles{"0-screen.gif",      "1-lamp-light.jpg", "2-pencil.jpg",   "3-chalk.jpg",  "4-sideways.jpg",
                            "5-transparent.png", "6-scan.png",       "7-blue-pen.jpg", "8-marker.jpg", "9-shadow.jpg"};

/// The columns that hold ink.
Image trim(const Image& digit) {
  int left = digit.width;
  int right = -1;
  for (int x = 0; x < digit.width; ++x) {
    for (int y = 0; y < digit.height; ++y) {
      if (digit.at(x, y) < 96) continue;
      left = std::min(left, x);
      right = std::max(right, x);
    }
  }
  Image trimmed{right - left + 1, digit.height, {}};
  for (int y = 0; y < digit.height; ++y) {
    for (int x = left; x <= right; ++x) trimmed.pixels.push_back(digit.at(x, y));
  }
  return trimmed;
}

}  // namespace

const Image& sample_digit(int digit) {
  static const auto digits = [] {
    std::vector<Image> images;
    for (const char* file : kFiles) {
      images.push_back(normalize_digit(load_image(std::string(DIGITNET_SOURCE_DIR "/data/samples/") + file)).image);
    }
    return images;
  }();
  return digits[static_cast<std::size_t>(digit)];
}

void write_number(Image& sheet, const std::string& digits, const Writing& writing) {
  constexpr float kInk = 200;
  int left = writing.left;
  for (const char digit : digits) {
    const Image small = trim(sample_digit(digit - '0'));
    const Plane ink = resample(shrink(small, 1), small.width * writing.scale, small.height * writing.scale);
    for (int y = 0; y < ink.height; ++y) {
      for (int x = 0; x < ink.width; ++x) {
        auto& pixel = sheet.pixels[static_cast<std::size_t>((writing.top + y) * sheet.width + left + x)];
        const float strength = std::clamp((ink.at(x, y) / 255 - 0.35f) * 3, 0.0f, 1.0f);
        pixel = std::min(pixel, static_cast<std::uint8_t>(std::lround(235 - kInk * strength)));
      }
    }
    left += ink.width + writing.gap;
  }
}

}  // namespace digitnet::test
