#pragma once

#include <string>

#include "digitnet/image.hpp"

namespace digitnet::serve {

/// A picture as a page shows it.
struct ShownPicture {
  std::string data_uri;  ///< of a grey PNG: never the bytes that were uploaded
  int width = 0;
  int height = 0;
  double scale = 1;  ///< its pixels per pixel of the picture
};

/// `picture`, made smaller where its long side is above `longest_px`.
[[nodiscard]] ShownPicture show_picture(const Image& picture, int longest_px);

}  // namespace digitnet::serve
