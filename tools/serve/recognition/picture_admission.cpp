#include "picture_admission.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "image/byte_cursor.hpp"
#include "image/jpeg.hpp"
#include "image/png.hpp"
#include "image/stb_decoder.hpp"

namespace digitnet::serve {
namespace {

using Bytes = std::span<const std::uint8_t>;

bool starts_with(Bytes bytes, std::string_view text) {
  return bytes.size() >= text.size() && std::equal(text.begin(), text.end(), bytes.begin(), [](char c, std::uint8_t b) {
           return static_cast<std::uint8_t>(c) == b;
         });
}

bool is_taken_kind(Bytes bytes) {
  using namespace std::string_view_literals;
  constexpr std::array kStarts{"\x89PNG\r\n\x1a\n"sv, "\xff\xd8\xff"sv, "BM"sv, "P5"sv, "P6"sv};
  return std::ranges::any_of(kStarts, [&](std::string_view start) { return starts_with(bytes, start); });
}

void check_size(std::int64_t width, std::int64_t height) {
  if (width <= kMostSide_px && height <= kMostSide_px && width * height <= kMostPicture_px) return;
  throw PictureRefused(
      413, fmt::format("The picture has {}x{} pixels; at most {} a side and {} million in all are taken.", width,
                       height, kMostSide_px, kMostPicture_px / 1'000'000));
}

void check_unpacked_bytes(std::int64_t bytes) {
  if (bytes <= kMostUnpacked_bytes) return;
  throw PictureRefused(413, fmt::format("The picture unpacks to {} MB; at most {} are taken.", bytes / 1'000'000,
                                        kMostUnpacked_bytes / 1'000'000));
}

std::int64_t channels_of(std::uint8_t png_colour) {
  switch (png_colour) {
    case 2:
      return 3;
    case 4:
      return 2;
    case 6:
      return 4;
    default:
      return 1;
  }
}

// stb_image says neither the size of a PNG that is too large for it nor how many bits a pixel has.
void check_png(Bytes png) {
  ByteCursor cursor = first_png_chunk(png);
  const auto chunk = next_png_chunk(cursor);
  if (!chunk || chunk->type != "IHDR") return;
  ByteCursor header(chunk->data);
  const auto width = header.u32();
  const auto height = header.u32();
  const auto depth = header.u8();
  const auto colour = header.u8();
  if (!colour) return;
  check_size(*width, *height);
  check_unpacked_bytes(std::int64_t{*width} * *height * channels_of(*colour) * *depth / 8);
}

bool is_start_of_frame(std::uint8_t marker) {
  constexpr std::uint8_t kBaseline = 0xc0;
  constexpr std::uint8_t kProgressive = 0xc2;
  return marker >= kBaseline && marker <= kProgressive;
}

// stb_image trusts the tables of codes that stand before the size: it sees no JPEG in which these were not checked.
void check_jpeg_segments(Bytes jpeg) {
  ByteCursor cursor = first_jpeg_segment(jpeg);
  while (const auto segment = next_jpeg_segment(cursor)) {
    if (!is_start_of_frame(segment->marker)) continue;
    ByteCursor frame(segment->data);
    (void)frame.u8();  // bits of a sample
    const auto height = frame.u16();
    const auto width = frame.u16();
    if (width) check_size(*width, *height);
    break;
  }
  if (check_jpeg(jpeg) != JpegState::whole) throw PictureRefused(422, "The JPEG is damaged or not all there.");
}

// A progressive JPEG goes over its pixels once for each scan, and a scan that changes nothing takes ten bytes.
void check_scans(Bytes jpeg, std::int64_t pixels) {
  std::int64_t scans = 0;
  ByteCursor cursor = first_jpeg_segment(jpeg);
  while (const auto segment = next_jpeg_segment(cursor)) {
    if (segment->marker == JpegSegment::kEndOfImage) return;
    scans += segment->marker == JpegSegment::kStartOfScan ? 1 : 0;
    if (scans * pixels > kMostScanned_px) throw PictureRefused(413, "The JPEG has too many scans for its size.");
  }
}

}  // namespace

std::int64_t admit_picture(Bytes bytes) {
  if (bytes.empty()) throw PictureRefused(422, "The picture is empty.");
  if (!is_taken_kind(bytes)) throw PictureRefused(415, "Only PNG, JPEG, BMP, PGM and PPM pictures are taken.");
  if (is_png(bytes)) check_png(bytes);
  if (is_jpeg(bytes)) check_jpeg_segments(bytes);
  const PictureHeader header = read_picture_header(bytes);
  if (!header.readable) throw PictureRefused(422, "The picture is damaged: it does not say how large it is.");
  if (header.width < 1 || header.height < 1) throw PictureRefused(422, "The picture has no pixels.");
  check_size(header.width, header.height);
  const std::int64_t pixels = std::int64_t{header.width} * header.height;
  if (is_jpeg(bytes)) check_scans(bytes, pixels);
  return pixels;
}

}  // namespace digitnet::serve
