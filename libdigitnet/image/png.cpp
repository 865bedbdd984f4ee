#include "image/png.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace digitnet {
namespace {

constexpr std::array<std::uint8_t, 8> kSignature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
constexpr std::size_t kTypeSize = 4;

}  // namespace

bool is_png(std::span<const std::uint8_t> bytes) {
  return bytes.size() >= kSignature.size() && std::ranges::equal(bytes.first(kSignature.size()), kSignature);
}

ByteCursor first_png_chunk(std::span<const std::uint8_t> png) {
  ByteCursor cursor(png);
  cursor.skip(kSignature.size());
  return cursor;
}

std::optional<PngChunk> next_png_chunk(ByteCursor& cursor) {
  const auto length = cursor.u32();
  if (!length) return std::nullopt;
  const auto bytes = cursor.take(kTypeSize + std::size_t{*length});
  const auto checksum = cursor.u32();
  if (!bytes || !checksum) return std::nullopt;
  PngChunk chunk;
  chunk.type = {reinterpret_cast<const char*>(bytes->data()), kTypeSize};
  chunk.data = bytes->subspan(kTypeSize);
  chunk.intact = crc32_z(0, bytes->data(), bytes->size()) == *checksum;
  return chunk;
}

}  // namespace digitnet
