#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "digitnet/image.hpp"
#include "image/fail_format.hpp"
#include "image/grey.hpp"
#include "image/jpeg.hpp"
#include "image/orientation.hpp"
#include "image/png.hpp"
#include "image/stb_decoder.hpp"

namespace digitnet {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::int64_t kMostPixels = 100'000'000;
constexpr std::size_t kMostBytes = std::size_t{512} << 20;
constexpr const char* kExpected = "expected a picture (PNG, JPEG, BMP, GIF, TGA, PSD or PNM)";

bool has_at(Bytes bytes, std::size_t at, std::string_view text) {
  const auto same = [](char letter, std::uint8_t byte) { return static_cast<std::uint8_t>(letter) == byte; };
  return bytes.size() >= at + text.size() && std::equal(text.begin(), text.end(), bytes.subspan(at).begin(), same);
}

/// Whether the bytes read like text, as far as the first few say.
bool looks_like_text(Bytes bytes) {
  const auto is_text = [](std::uint8_t byte) { return byte >= 0x20 || byte == '\n' || byte == '\r' || byte == '\t'; };
  return std::ranges::all_of(bytes.first(std::min<std::size_t>(bytes.size(), 64)), is_text);
}

/// Whether a picture of a kind that can be read starts like this, as far as there are bytes. TGA has no such start.
bool starts_like_picture(Bytes bytes) {
  using namespace std::string_view_literals;
  constexpr std::array kStarts{"\x89PNG\r\n\x1a\n"sv, "\xff\xd8\xff"sv, "BM"sv, "GIF8"sv, "8BPS"sv, "P5"sv, "P6"sv};
  constexpr std::size_t kLeast = 2;  // one byte says nothing
  return bytes.size() >= kLeast && std::ranges::any_of(kStarts, [&](std::string_view start) {
           return has_at(bytes, 0, start.substr(0, std::min(start.size(), bytes.size())));
         });
}

/// What the bytes are instead of a picture that can be read, for people.
std::string describe_unknown(Bytes bytes) {
  struct Kind {
    std::size_t at;
    std::string_view text;
    const char* description;
  };
  constexpr std::array<Kind, 9> kinds{{{8, "WEBP", "a WebP picture"},
                                       {4, "ftypheic", "a HEIC picture (save it as JPEG)"},
                                       {4, "ftypmif1", "a HEIF picture (save it as JPEG)"},
                                       {4, "ftypavif", "an AVIF picture"},
                                       {0, "II*", "a TIFF picture"},
                                       {0, std::string_view("MM\0*", 4), "a TIFF picture"},
                                       {0, "%PDF", "a PDF document"},
                                       {0, "<svg", "an SVG drawing"},
                                       {0, "\x1f\x8b", "a gzip file"}}};
  for (const Kind& kind : kinds) {
    if (has_at(bytes, kind.at, kind.text)) return kind.description;
  }
  if (looks_like_text(bytes)) return "text";
  std::string first;
  for (const std::uint8_t byte : bytes.first(std::min<std::size_t>(bytes.size(), 4)))
    first += fmt::format(" {:02x}", byte);
  return "bytes of another kind:" + first;
}

[[noreturn]] void fail_cut_off(Bytes bytes, const std::string& name) {
  fail_format(name, fmt::format("the picture is cut off: it goes on behind its {} bytes", bytes.size()));
}

/// stb_image ignores PNG's checksums, and would show a damaged picture as if it were whole.
void check_png(Bytes png, const std::string& name) {
  ByteCursor cursor = first_png_chunk(png);
  while (const auto chunk = next_png_chunk(cursor)) {
    const bool critical = chunk->type[0] >= 'A' && chunk->type[0] <= 'Z';
    if (critical && !chunk->intact)
      fail_format(name, fmt::format("the PNG is damaged: the checksum of its {} is wrong", chunk->type));
    if (chunk->type == "IEND") return;
  }
  fail_cut_off(png, name);
}

void check_jpeg_bytes(Bytes jpeg, const std::string& name) {
  switch (check_jpeg(jpeg)) {
    case JpegState::whole:
      return;
    case JpegState::cut_off:
      fail_cut_off(jpeg, name);
    case JpegState::impossible_codes:
      fail_format(name, "the JPEG is damaged: it has an impossible table of codes");
    case JpegState::missing_codes:
      fail_format(name, "the JPEG is damaged: a scan comes without its table of codes");
  }
}

void check_size(std::int64_t width, std::int64_t height, const std::string& name) {
  if (width < 1 || height < 1) fail_format(name, "the picture has no pixels");
  if (width > kMostPixels || width * height > kMostPixels) {
    fail_format(name, fmt::format("the picture has {}x{} pixels, more than {} million", width, height,
                                  kMostPixels / 1'000'000));
  }
}

/// stb_image does not say the size of a PNG that is too large for it.
void check_stated_size(Bytes png, const std::string& name) {
  ByteCursor cursor = first_png_chunk(png);
  const auto chunk = next_png_chunk(cursor);
  if (!chunk || chunk->type != "IHDR") return;
  ByteCursor header(chunk->data);
  const auto width = header.u32();
  const auto height = header.u32();
  if (width && height) check_size(*width, *height, name);
}

PictureHeader checked_header(Bytes bytes, const std::string& name) {
  if (bytes.empty()) fail_format(name, fmt::format("{}, found an empty file", kExpected));
  if (bytes.size() > kMostBytes) fail_format(name, fmt::format("the picture is larger than {} bytes", kMostBytes));
  if (is_png(bytes)) check_png(bytes, name);
  if (is_jpeg(bytes)) check_jpeg_bytes(bytes, name);
  const PictureHeader header = read_picture_header(bytes);
  const bool empty = header.width < 1 || header.height < 1;
  if ((!header.readable || empty) && header.cut_off && starts_like_picture(bytes)) fail_cut_off(bytes, name);
  if (!header.readable && is_png(bytes)) check_stated_size(bytes, name);
  if (!header.readable) fail_format(name, fmt::format("{}, found {}", kExpected, describe_unknown(bytes)));
  check_size(header.width, header.height, name);
  return header;
}

/// A JPEG holds BT.601 luma as it is. Of a large one only that is taken: its colours would take as long again.
int wanted_channels(Bytes bytes, const PictureHeader& header) {
  constexpr std::int64_t kMostColored_px = 3'000'000;
  return is_jpeg(bytes) && std::int64_t{header.width} * header.height > kMostColored_px ? 1 : 0;
}

}  // namespace

Image decode_image(Bytes bytes, const std::string& name) {
  const PictureHeader header = checked_header(bytes, name);
  const DecodedPicture picture = decode_picture(bytes, header, wanted_channels(bytes, header));
  if (picture.header.cut_off) fail_cut_off(bytes, name);
  if (!picture.pixels) fail_format(name, fmt::format("the picture is damaged ({})", picture.header.reason));
  return turn_upright(to_grey(picture), exif_orientation(bytes));
}

}  // namespace digitnet
