#include "picture_planes.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "image/orientation.hpp"
#include "image/stb_decoder.hpp"

namespace digitnet::serve {
namespace {

constexpr std::int64_t kMostColored_px = 13'000'000;  // photos of most phones; three bytes each while it is shown
constexpr int kOpaque = 250;

int shrunk(int length, double scale) {
  return std::max(1, static_cast<int>(std::lround(length * scale)));
}

/// Pixels that lie side by side, `channels` bytes each.
struct Pixels {
  const std::uint8_t* values = nullptr;
  int width = 0;
  int height = 0;
  int channels = 1;
};

/// Where the pixel at `position` of `length` begins among `source_length`.
int begin_of(int position, int length, int source_length) {
  return static_cast<int>(std::int64_t{position} * source_length / length);
}

/// The average of the pixels that become the one at (x, y) of `plane`.
std::uint8_t average(const Pixels& from, int channel, const Image& plane, int x, int y) {
  const int left = begin_of(x, plane.width, from.width);
  const int right = std::max(left + 1, begin_of(x + 1, plane.width, from.width));
  const int top = begin_of(y, plane.height, from.height);
  const int bottom = std::max(top + 1, begin_of(y + 1, plane.height, from.height));
  std::uint64_t sum = 0;
  for (int row = top; row < bottom; ++row) {
    const auto first =
        (static_cast<std::size_t>(row) * static_cast<std::size_t>(from.width) + static_cast<std::size_t>(left)) *
            static_cast<std::size_t>(from.channels) +
        static_cast<std::size_t>(channel);
    const std::uint8_t* value = from.values + first;
    for (int column = left; column < right; ++column, value += from.channels) sum += *value;
  }
  const auto count = static_cast<std::uint64_t>(right - left) * static_cast<std::uint64_t>(bottom - top);
  return static_cast<std::uint8_t>((sum + count / 2) / count);
}

Image plane_of(const Pixels& from, int channel, double scale) {
  Image plane{shrunk(from.width, scale), shrunk(from.height, scale), {}};
  plane.pixels.reserve(static_cast<std::size_t>(plane.width) * static_cast<std::size_t>(plane.height));
  for (int y = 0; y < plane.height; ++y) {
    for (int x = 0; x < plane.width; ++x) plane.pixels.push_back(average(from, channel, plane, x, y));
  }
  return plane;
}

bool is_opaque(const Pixels& pixels) {
  if (pixels.channels < 4) return true;
  const auto count = static_cast<std::size_t>(pixels.width) * static_cast<std::size_t>(pixels.height);
  for (std::size_t i = 0; i < count; ++i) {
    if (pixels.values[4 * i + 3] < kOpaque) return false;
  }
  return true;
}

}  // namespace

std::optional<PicturePlanes> color_planes(std::string_view file, double scale) {
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(file.data()), file.size());
  const PictureHeader header = read_picture_header(bytes);
  const bool colored = header.readable && header.channels >= 3;
  if (!colored || std::int64_t{header.width} * header.height > kMostColored_px) return std::nullopt;
  const DecodedPicture picture = decode_picture(bytes, header, 0);
  if (!picture.pixels || picture.header.cut_off) return std::nullopt;
  const Pixels pixels{picture.pixels.get(), picture.header.width, picture.header.height, picture.header.channels};
  if (pixels.channels < 3 || !is_opaque(pixels)) return std::nullopt;
  const int orientation = exif_orientation(bytes);
  PicturePlanes planes;
  for (int channel = 0; channel < 3; ++channel) {
    planes.push_back(turn_upright(plane_of(pixels, channel, scale), orientation));
  }
  return planes;
}

Image shrink(const Image& picture, double scale) {
  return plane_of({picture.pixels.data(), picture.width, picture.height, 1}, 0, scale);
}

}  // namespace digitnet::serve
