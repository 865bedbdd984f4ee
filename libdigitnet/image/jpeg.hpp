#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "image/byte_cursor.hpp"

namespace digitnet {

/// One part of a JPEG file.
struct JpegSegment {
  static constexpr std::uint8_t kEndOfImage = 0xd9;
  static constexpr std::uint8_t kProgressiveFrame = 0xc2;
  static constexpr std::uint8_t kHuffmanTables = 0xc4;
  static constexpr std::uint8_t kStartOfScan = 0xda;
  static constexpr std::uint8_t kApp1 = 0xe1;

  std::uint8_t marker = 0;
  std::span<const std::uint8_t> data;  ///< without its length
};

[[nodiscard]] bool is_jpeg(std::span<const std::uint8_t> bytes);

/// A cursor behind the first marker of a JPEG.
[[nodiscard]] ByteCursor first_jpeg_segment(std::span<const std::uint8_t> jpeg);

/// The next segment from `cursor` on, which then stands behind it; the pixels that follow a start of scan are passed
/// over. Nothing where not all of a segment is there.
[[nodiscard]] std::optional<JpegSegment> next_jpeg_segment(ByteCursor& cursor);

enum class JpegState : std::uint8_t { whole, cut_off, impossible_codes, missing_codes };

/// Walks over all segments up to the end marker. A table of Huffman codes is impossible when it has more than 256 codes
/// or a DC value longer than 15 bits (ITU-T T.81, B.2.4.2); stb_image 2.27 writes behind its arrays at such a one,
/// and reads before them where a scan has no table.
[[nodiscard]] JpegState check_jpeg(std::span<const std::uint8_t> jpeg);

}  // namespace digitnet
