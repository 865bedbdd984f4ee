#include "shown_picture.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "canvas.hpp"
#include "png_data_uri.hpp"

namespace digitnet::serve {

ShownPicture show_picture(const Image& picture, int longest_px) {
  const int longest = std::max(picture.width, picture.height);
  if (longest <= longest_px) {
    return {cli::png_data_uri(picture.pixels, picture.width, picture.height), picture.width, picture.height, 1};
  }
  const double scale = static_cast<double>(longest_px) / longest;
  const auto scaled = [&](int length) { return std::max(1, static_cast<int>(std::lround(length * scale))); };
  const int width = scaled(picture.width);
  const int height = scaled(picture.height);
  cli::Canvas canvas(width, height, {});
  canvas.draw(picture, {0, 0, width, height});
  std::vector<std::uint8_t> grey;
  grey.reserve(canvas.pixels().size() / 3);
  for (std::size_t i = 0; i < canvas.pixels().size(); i += 3) grey.push_back(canvas.pixels()[i]);
  return {cli::png_data_uri(grey, width, height), width, height, scale};
}

}  // namespace digitnet::serve
