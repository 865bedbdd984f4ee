#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "image/byte_cursor.hpp"

namespace digitnet {

/// One part of a JPEG file.
struct JpegSegment {
  std::uint8_t marker = 0;
  std::span<const std::uint8_t> data;  ///< without its length
};

[[nodiscard]] bool is_jpeg(std::span<const std::uint8_t> bytes);

/// A cursor behind the first marker of a JPEG.
[[nodiscard]] ByteCursor first_jpeg_segment(std::span<const std::uint8_t> jpeg);

/// The next segment from `cursor` on, which then stands behind it; the pixels that follow a start of scan are passed
/// over. Nothing at the end of the image, or where not all of a segment is there.
[[nodiscard]] std::optional<JpegSegment> next_jpeg_segment(ByteCursor& cursor);

/// Whether every table of Huffman codes has at most 256 codes and no length of a DC value above 15, as the standard
/// says (ITU-T T.81, B.2.4.2). stb_image 2.27 writes behind its arrays when one has more.
[[nodiscard]] bool has_sane_codes(std::span<const std::uint8_t> jpeg);

}  // namespace digitnet
