#include "image/jpeg.hpp"

#include <algorithm>

namespace digitnet {
namespace {

constexpr std::uint8_t kMarker = 0xff;
constexpr std::uint8_t kStartOfImage = 0xd8;

bool is_restart(std::uint8_t marker) {
  return marker >= 0xd0 && marker <= 0xd7;
}

/// The next marker: bytes between segments are passed over, and so are the pixels of a scan, in which 0xff is followed
/// by 0 where it means itself.
std::optional<std::uint8_t> next_marker(ByteCursor& cursor) {
  while (true) {
    auto byte = cursor.u8();
    while (byte && *byte != kMarker) byte = cursor.u8();
    while (byte == kMarker) byte = cursor.u8();  // markers may have fill bytes before them
    if (!byte) return std::nullopt;
    if (*byte != 0 && !is_restart(*byte)) return byte;
  }
}

/// One table: its class and number, how many codes there are of each length from 1 to 16, and a value for each code.
bool read_sane_table(ByteCursor& cursor) {
  constexpr std::size_t kMostCodes = 256;
  constexpr std::uint8_t kLongestValue = 15;
  const auto destination = cursor.u8();
  const auto counts = cursor.take(16);
  if (!destination || !counts) return false;
  std::size_t codes = 0;
  for (const std::uint8_t count : *counts) codes += count;
  const auto values = cursor.take(codes);
  if (!values || codes > kMostCodes) return false;
  const bool is_dc = *destination >> 4 == 0;
  return !is_dc || std::ranges::all_of(*values, [](std::uint8_t value) { return value <= kLongestValue; });
}

}  // namespace

// The first marker may have fill bytes before it like any other.
bool is_jpeg(std::span<const std::uint8_t> bytes) {
  const auto marker = std::ranges::find_if(bytes, [](std::uint8_t byte) { return byte != kMarker; });
  return marker != bytes.begin() && marker != bytes.end() && *marker == kStartOfImage;
}

ByteCursor first_jpeg_segment(std::span<const std::uint8_t> jpeg) {
  ByteCursor cursor(jpeg);
  while (cursor.u8() == kMarker) {
  }
  return cursor;
}

std::optional<JpegSegment> next_jpeg_segment(ByteCursor& cursor) {
  const auto marker = next_marker(cursor);
  if (!marker) return std::nullopt;
  if (*marker == JpegSegment::kEndOfImage) return JpegSegment{*marker, {}};
  const auto length = cursor.u16();  // counts itself
  if (!length || *length < 2) return std::nullopt;
  const auto data = cursor.take(*length - 2U);
  if (!data) return std::nullopt;
  return JpegSegment{*marker, *data};
}

JpegState check_jpeg(std::span<const std::uint8_t> jpeg) {
  ByteCursor cursor = first_jpeg_segment(jpeg);
  while (const auto segment = next_jpeg_segment(cursor)) {
    if (segment->marker == JpegSegment::kEndOfImage) return JpegState::whole;
    if (segment->marker != JpegSegment::kHuffmanTables) continue;
    ByteCursor tables(segment->data);
    while (!tables.at_end()) {
      if (!read_sane_table(tables)) return JpegState::impossible_codes;
    }
  }
  return JpegState::cut_off;
}

}  // namespace digitnet
