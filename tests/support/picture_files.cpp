#include "support/picture_files.hpp"

#include <zlib.h>

namespace digitnet::test {
namespace {

void append_u32(Bytes& bytes, std::uint32_t value) {
  for (const int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<std::uint8_t>(value >> shift));
}

void append(Bytes& bytes, const Bytes& more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

Bytes deflated(const Bytes& bytes) {
  uLongf size = compressBound(bytes.size());
  Bytes result(size);
  compress(result.data(), &size, bytes.data(), bytes.size());
  result.resize(size);
  return result;
}

}  // namespace

Bytes png_chunk(const std::string& type, const Bytes& data) {
  Bytes named(type.begin(), type.end());
  append(named, data);
  Bytes chunk;
  append_u32(chunk, static_cast<std::uint32_t>(data.size()));
  append(chunk, named);
  append_u32(chunk, static_cast<std::uint32_t>(crc32(0, named.data(), static_cast<uInt>(named.size()))));
  return chunk;
}

Bytes make_png(int width, int height, const Bytes& rows, const PngKind& kind) {
  Bytes header;
  append_u32(header, static_cast<std::uint32_t>(width));
  append_u32(header, static_cast<std::uint32_t>(height));
  append(header, {static_cast<std::uint8_t>(kind.depth), static_cast<std::uint8_t>(kind.colour), 0, 0, 0});
  Bytes filtered;
  const std::size_t row_size = rows.size() / static_cast<std::size_t>(height);
  for (std::size_t at = 0; at < rows.size(); at += row_size) {
    filtered.push_back(0);
    for (std::size_t i = 0; i < row_size; ++i) filtered.push_back(rows[at + i]);
  }
  Bytes png{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  append(png, png_chunk("IHDR", header));
  if (!kind.palette.empty()) append(png, png_chunk("PLTE", kind.palette));
  if (!kind.alpha.empty()) append(png, png_chunk("tRNS", kind.alpha));
  if (!kind.exif.empty()) append(png, png_chunk("eXIf", kind.exif));
  append(png, png_chunk("IDAT", deflated(filtered)));
  append(png, png_chunk("IEND", {}));
  return png;
}

Bytes make_bmp(int width, int height, std::uint8_t grey) {
  const int row_size = (width * 3 + 3) / 4 * 4;
  Bytes bmp{'B', 'M'};
  const auto number = [&](int value, int size) {
    for (int i = 0; i < size; ++i) bmp.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  };
  for (const int value : {54 + row_size * height, 0, 54, 40, width, height}) number(value, 4);
  number(1, 2);
  number(24, 2);
  for (const int value : {0, row_size * height, 0, 0, 0, 0}) number(value, 4);
  bmp.resize(bmp.size() + static_cast<std::size_t>(row_size * height), grey);
  return bmp;
}

Bytes make_exif(int orientation, bool little_endian) {
  const auto value = static_cast<std::uint8_t>(orientation);
  if (little_endian) {
    return {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, value, 0, 0, 0, 0, 0, 0, 0};
  }
  return {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0, 0, 0, 0, 0};
}

}  // namespace digitnet::test
