#pragma once

#include <cstdint>
#include <memory>
#include <span>

// The only place that knows of stb_image.
namespace digitnet {

/// What a decoder says of a picture.
struct PictureHeader {
  bool readable = false;  ///< it is of a known kind; else only `cut_off` and `reason` mean something
  bool cut_off = false;   ///< the decoder wanted bytes behind the last one
  const char* reason = "";
  int width = 0;
  int height = 0;
  int channels = 0;  ///< 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha
};

/// A decoded picture, `channels` bytes a pixel.
struct DecodedPicture {
  struct Free {
    void operator()(std::uint8_t* block) const noexcept;
  };
  PictureHeader header;
  /// null when it could not be decoded
  std::unique_ptr<std::uint8_t[], Free> pixels;  // NOLINT(modernize-avoid-c-arrays)
};

/// Reads only as much as says how large the picture is; allocates next to nothing.
[[nodiscard]] PictureHeader read_picture_header(std::span<const std::uint8_t> bytes) noexcept;

/// Decodes a picture whose header was found good. `channels` 0 takes those of the file.
[[nodiscard]] DecodedPicture decode_picture(std::span<const std::uint8_t> bytes, const PictureHeader& header,
                                            int channels) noexcept;

}  // namespace digitnet
