#include "picture_admission.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "image/byte_cursor.hpp"
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

// stb_image does not say the size of a PNG that is too large for it.
void check_stated_size(Bytes png) {
  ByteCursor cursor = first_png_chunk(png);
  const auto chunk = next_png_chunk(cursor);
  if (!chunk || chunk->type != "IHDR") return;
  ByteCursor header(chunk->data);
  const auto width = header.u32();
  const auto height = header.u32();
  if (width && height) check_size(*width, *height);
}

}  // namespace

std::int64_t admit_picture(Bytes bytes) {
  if (bytes.empty()) throw PictureRefused(422, "The picture is empty.");
  if (!is_taken_kind(bytes)) throw PictureRefused(415, "Only PNG, JPEG, BMP, PGM and PPM pictures are taken.");
  if (is_png(bytes)) check_stated_size(bytes);
  const PictureHeader header = read_picture_header(bytes);
  if (!header.readable) throw PictureRefused(422, "The picture is damaged: it does not say how large it is.");
  check_size(header.width, header.height);
  return std::int64_t{header.width} * header.height;
}

}  // namespace digitnet::serve
