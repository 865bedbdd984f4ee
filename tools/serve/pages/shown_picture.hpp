#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "digitnet/image.hpp"

namespace digitnet::serve {

/// A picture as a page shows it.
struct ShownPicture {
  std::string data_uri;  ///< of a PNG or JPEG made here: never the bytes that were uploaded, nor what they tell besides
  int width = 0;
  int height = 0;
  double scale = 1;  ///< its pixels per pixel of the picture that was read
};

/// How large a page may show it.
struct ShownSize {
  int longest_px = 1000;
  std::size_t most_bytes = 300'000;  ///< aimed at, by a lower quality where it must be
};

/// The picture in `file`, upright and in its colours, made smaller where it is larger than `size`. `read` is the same
/// as it was decoded for reading, and is shown instead, in grey, where colours would take too much (more than 13
/// million pixels) or would not show what is seen (light ink on nothing).
[[nodiscard]] ShownPicture show_picture(std::string_view file, const Image& read, const ShownSize& size);

}  // namespace digitnet::serve
