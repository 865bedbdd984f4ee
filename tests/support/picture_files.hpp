#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace digitnet::test {

using Bytes = std::vector<std::uint8_t>;

/// One part of a PNG with its length and checksum.
Bytes png_chunk(const std::string& type, const Bytes& data);

/// How the pixels of a PNG are stored.
struct PngKind {
  int depth = 8;
  int colour = 0;   ///< 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha
  Bytes palette{};  ///< RGB after RGB
  Bytes alpha{};    ///< of the palette
  Bytes exif{};
};

/// A PNG of rows without their filter bytes.
Bytes make_png(int width, int height, const Bytes& rows, const PngKind& kind = {});

/// A plain 24-bit BMP, all of one grey.
Bytes make_bmp(int width, int height, std::uint8_t grey);

/// EXIF's TIFF part that says nothing but the orientation.
Bytes make_exif(int orientation, bool little_endian);

}  // namespace digitnet::test
