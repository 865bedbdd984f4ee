#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "image/byte_cursor.hpp"

namespace digitnet {

/// One part of a PNG file.
struct PngChunk {
  std::string_view type;  ///< four letters, such as `IDAT`
  std::span<const std::uint8_t> data;
  bool intact = false;  ///< its checksum is that of its bytes
};

[[nodiscard]] bool is_png(std::span<const std::uint8_t> bytes);

/// A cursor on the first chunk of a PNG.
[[nodiscard]] ByteCursor first_png_chunk(std::span<const std::uint8_t> png);

/// The chunk at `cursor`, which then stands behind it; nothing when not all of it is there.
[[nodiscard]] std::optional<PngChunk> next_png_chunk(ByteCursor& cursor);

}  // namespace digitnet
