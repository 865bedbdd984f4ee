// stb_image, tamed for bytes from strangers:
// - It reads through callbacks. That tells whether it ever asked for a byte behind the last one: stb takes such a
//   picture as it is and leaves the rest grey, but a picture that is cut off must not be read quietly.
// - It allocates through functions that refuse blocks larger than a picture of the announced size can need, so that a
//   small file cannot unpack to gigabytes.
#include "image/stb_decoder.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "image/pnm.hpp"

namespace {

thread_local std::size_t largest_block_bytes = 0;

void* bounded_malloc(std::size_t size) {
  return size <= largest_block_bytes ? std::malloc(size) : nullptr;
}
void* bounded_realloc(void* block, std::size_t size) {
  return size <= largest_block_bytes ? std::realloc(block, size) : nullptr;
}

}  // namespace

#define STBI_MALLOC(size) bounded_malloc(size)
#define STBI_REALLOC(block, size) bounded_realloc(block, size)
#define STBI_FREE(block) std::free(block)
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_NO_STDIO
#define STBI_NO_HDR
#define STBI_NO_LINEAR
#define STBI_NO_PIC
#include <stb_image.h>

namespace digitnet {
namespace {

constexpr std::size_t kSmallBlock_bytes = 1 << 20;

/// The bytes of a picture as stb's callbacks read them.
struct Reader {
  std::span<const std::uint8_t> bytes;
  std::size_t position = 0;
  bool asked_for_more = false;
};

int read(void* user, char* out, int size) {
  auto& reader = *static_cast<Reader*>(user);
  const auto wanted = static_cast<std::size_t>(std::max(size, 0));
  const std::size_t count = std::min(wanted, reader.bytes.size() - reader.position);
  // stb fills a buffer of 128 bytes at a time: there, less than it wanted is no sign, but nothing at all is.
  const bool fills_buffer = wanted == sizeof(stbi__context::buffer_start);
  if (count == 0 || (!fills_buffer && count < wanted)) reader.asked_for_more = true;
  if (count != 0) std::memcpy(out, reader.bytes.data() + reader.position, count);
  reader.position += count;
  return static_cast<int>(count);
}

void skip(void* user, int size) {
  auto& reader = *static_cast<Reader*>(user);
  const std::size_t left = reader.bytes.size() - reader.position;
  reader.position += std::min(left, static_cast<std::size_t>(std::max(size, 0)));
}

int at_end(void* user) {
  const auto& reader = *static_cast<const Reader*>(user);
  return reader.position == reader.bytes.size() ? 1 : 0;
}

constexpr stbi_io_callbacks kCallbacks{read, skip, at_end};

const char* failure() {
  const char* reason = stbi_failure_reason();
  return reason != nullptr ? reason : "";
}

}  // namespace

void DecodedPicture::Free::operator()(std::uint8_t* block) const noexcept {
  std::free(block);
}

PictureHeader read_picture_header(std::span<const std::uint8_t> bytes) noexcept {
  PictureHeader header;
  if (is_pnm_with_impossible_number(bytes)) {
    header.reason = "impossible number";
    return header;
  }
  largest_block_bytes = kSmallBlock_bytes;
  Reader reader{bytes};
  header.readable =
      stbi_info_from_callbacks(&kCallbacks, &reader, &header.width, &header.height, &header.channels) != 0;
  header.cut_off = reader.asked_for_more;
  if (!header.readable) header.reason = failure();
  return header;
}

DecodedPicture decode_picture(std::span<const std::uint8_t> bytes, const PictureHeader& header, int channels) noexcept {
  // At most four channels of two bytes; a row more for filters and rounding up to blocks; doubled once while growing.
  constexpr std::size_t kMostBytesPerPixel = 16;
  constexpr std::size_t kRounding_px = 64;
  const auto side = [](int length) { return static_cast<std::size_t>(length) + kRounding_px; };
  largest_block_bytes =
      std::max(side(header.width) * side(header.height) * kMostBytesPerPixel, 2 * bytes.size()) + kSmallBlock_bytes;
  Reader reader{bytes};
  DecodedPicture result;
  PictureHeader& found = result.header;
  result.pixels.reset(
      stbi_load_from_callbacks(&kCallbacks, &reader, &found.width, &found.height, &found.channels, channels));
  found.readable = result.pixels != nullptr;
  found.cut_off = reader.asked_for_more;
  if (!found.readable) found.reason = failure();
  if (channels != 0) found.channels = channels;
  return result;
}

}  // namespace digitnet
