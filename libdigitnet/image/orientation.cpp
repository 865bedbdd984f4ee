// EXIF's orientation (CIPA DC-008, section 4.6.4). The data is a TIFF file in small: `II` or `MM` for the order of
// bytes, 42, the offset of a directory; there, 12 bytes an entry: tag, type, count, value.
#include "image/orientation.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "image/byte_cursor.hpp"
#include "image/jpeg.hpp"
#include "image/png.hpp"

namespace digitnet {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr int kUpright = 1;

bool starts_with(Bytes bytes, std::string_view text) {
  const auto same = [](char letter, std::uint8_t byte) { return static_cast<std::uint8_t>(letter) == byte; };
  return bytes.size() >= text.size() && std::equal(text.begin(), text.end(), bytes.begin(), same);
}

std::optional<int> orientation_in_directory(ByteCursor cursor) {
  constexpr std::uint16_t kOrientationTag = 0x0112;
  constexpr std::uint16_t kShort = 3;
  const auto entries = cursor.u16();
  for (int i = 0; entries && i < *entries; ++i) {
    const auto tag = cursor.u16();
    const auto type = cursor.u16();
    const auto count = cursor.u32();
    const auto value = cursor.u16();
    if (!cursor.skip(2)) return std::nullopt;
    if (tag != kOrientationTag) continue;
    const bool sane = type == kShort && count == 1U && value >= 1 && value <= 8;
    return sane ? std::optional<int>(*value) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<int> orientation_in_tiff(Bytes tiff) {
  constexpr std::uint16_t kTiff = 42;
  const bool little = starts_with(tiff, "II");
  if (!little && !starts_with(tiff, "MM")) return std::nullopt;
  ByteCursor cursor(tiff, little ? ByteCursor::Order::little_endian : ByteCursor::Order::big_endian);
  cursor.skip(2);
  if (cursor.u16() != kTiff) return std::nullopt;
  const auto directory = cursor.u32();
  if (!directory || !cursor.seek(*directory)) return std::nullopt;
  return orientation_in_directory(cursor);
}

std::optional<int> orientation_in_jpeg(Bytes jpeg) {
  constexpr std::string_view kExif{"Exif\0\0", 6};
  ByteCursor cursor = first_jpeg_segment(jpeg);
  while (const auto segment = next_jpeg_segment(cursor)) {
    if (segment->marker == JpegSegment::kStartOfScan) break;
    if (segment->marker == JpegSegment::kApp1 && starts_with(segment->data, kExif)) {
      return orientation_in_tiff(segment->data.subspan(kExif.size()));
    }
  }
  return std::nullopt;
}

std::optional<int> orientation_in_png(Bytes png) {
  ByteCursor cursor = first_png_chunk(png);
  while (const auto chunk = next_png_chunk(cursor)) {
    if (chunk->type == "eXIf") return orientation_in_tiff(chunk->data);
  }
  return std::nullopt;
}

/// The picture with columns for rows: what was at (x, y) is at (y, x).
Image transpose(const Image& picture) {
  constexpr int kTile_px = 32;  // both pictures' lines of a tile stay in the cache
  Image result{picture.height, picture.width, std::vector<std::uint8_t>(picture.pixels.size())};
  const auto height = static_cast<std::size_t>(picture.height);
  for (int top = 0; top < picture.height; top += kTile_px) {
    for (int left = 0; left < picture.width; left += kTile_px) {
      for (int x = left; x < std::min(left + kTile_px, picture.width); ++x) {
        for (int y = top; y < std::min(top + kTile_px, picture.height); ++y) {
          result.pixels[static_cast<std::size_t>(x) * height + static_cast<std::size_t>(y)] = picture.at(x, y);
        }
      }
    }
  }
  return result;
}

void mirror(Image& picture) {
  for (auto row = picture.pixels.begin(); row != picture.pixels.end(); row += picture.width) {
    std::reverse(row, row + picture.width);
  }
}

void turn_half(Image& picture) {
  std::ranges::reverse(picture.pixels);
}

}  // namespace

int exif_orientation(Bytes bytes) {
  if (is_jpeg(bytes)) return orientation_in_jpeg(bytes).value_or(kUpright);
  if (is_png(bytes)) return orientation_in_png(bytes).value_or(kUpright);
  return kUpright;
}

Image turn_upright(Image picture, int orientation) {
  // 5 to 8 are the transposed ones; then, as for 1 to 4, what is left is to mirror or to turn by half.
  const bool transposed = orientation >= 5;
  Image result = transposed ? transpose(picture) : std::move(picture);
  switch (orientation) {
    case 2:
    case 6:
      mirror(result);
      break;
    case 3:
    case 7:
      turn_half(result);
      break;
    case 4:
    case 8:
      turn_half(result);
      mirror(result);
      break;
    default:
      break;
  }
  return result;
}

}  // namespace digitnet
