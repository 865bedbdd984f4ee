#include "image/jpeg.hpp"

#include <algorithm>
#include <array>

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

/// Which tables of codes have been defined, by the byte that a definition begins with: class, then number.
class DefinedTables {
 public:
  void add(std::uint8_t destination) { defined_[destination] = true; }
  [[nodiscard]] bool has_dc(int number) const { return has(number); }
  [[nodiscard]] bool has_ac(int number) const { return has(0x10 | number); }

 private:
  [[nodiscard]] bool has(int destination) const { return defined_[static_cast<std::size_t>(destination)]; }
  std::array<bool, 256> defined_{};
};

/// One table: its class and number, how many codes there are of each length from 1 to 16, and a value for each code.
bool read_sane_table(ByteCursor& cursor, DefinedTables& tables) {
  constexpr std::size_t kMostCodes = 256;
  constexpr std::uint8_t kLongestValue = 15;
  const auto destination = cursor.u8();
  const auto counts = cursor.take(16);
  if (!destination || !counts) return false;
  std::size_t codes = 0;
  for (const std::uint8_t count : *counts) codes += count;
  const auto values = cursor.take(codes);
  if (!values || codes > kMostCodes) return false;
  tables.add(*destination);
  const bool is_dc = *destination >> 4 == 0;
  return !is_dc || std::ranges::all_of(*values, [](std::uint8_t value) { return value <= kLongestValue; });
}

bool read_sane_tables(std::span<const std::uint8_t> segment, DefinedTables& tables) {
  ByteCursor cursor(segment);
  while (!cursor.at_end()) {
    if (!read_sane_table(cursor, tables)) return false;
  }
  return true;
}

/// Whether a scan finds all tables that it decodes with (ITU-T T.81, B.2.3, G.1.2): each component a DC and an AC one;
/// in a progressive picture the DC one for the first bits of coefficient 0, the AC one for the others.
bool has_its_tables(std::span<const std::uint8_t> scan, bool is_progressive, const DefinedTables& tables) {
  ByteCursor cursor(scan);
  const auto components = cursor.u8();
  const auto selectors = cursor.take(2 * std::size_t{components.value_or(0)});
  const auto first_coefficient = cursor.u8();
  (void)cursor.u8();
  const auto approximation = cursor.u8();
  if (!components || !selectors || !first_coefficient || !approximation) return false;
  const bool needs_dc = !is_progressive || (*first_coefficient == 0 && *approximation >> 4 == 0);
  const bool needs_ac = !is_progressive || *first_coefficient != 0;
  for (std::size_t i = 0; i < *components; ++i) {
    const std::uint8_t numbers = (*selectors)[2 * i + 1];
    if (needs_dc && !tables.has_dc(numbers >> 4)) return false;
    if (needs_ac && !tables.has_ac(numbers & 0x0f)) return false;
  }
  return true;
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
  DefinedTables tables;
  bool is_progressive = false;
  while (const auto segment = next_jpeg_segment(cursor)) {
    switch (segment->marker) {
      case JpegSegment::kEndOfImage:
        return JpegState::whole;
      case JpegSegment::kProgressiveFrame:
        is_progressive = true;
        break;
      case JpegSegment::kHuffmanTables:
        if (!read_sane_tables(segment->data, tables)) return JpegState::impossible_codes;
        break;
      case JpegSegment::kStartOfScan:
        if (!has_its_tables(segment->data, is_progressive, tables)) return JpegState::missing_codes;
        break;
      default:
        break;
    }
  }
  return JpegState::cut_off;
}

}  // namespace digitnet
