#pragma once

#include <vector>

#include "digitnet/image.hpp"
#include "page_template.hpp"
#include "shown_picture.hpp"

namespace digitnet::serve {

/// A digit's box on a picture, and what is written above it.
struct CaptionedBox {
  Box box;  ///< in pixels of the picture that was read
  std::string label;
  std::string share;
  bool unsure = false;
};

/// Sets what templates/figure.mustache takes: the picture in the size of the page, and `boxes` over it, placed in
/// percent so that captions keep one size, in pixels of the screen, however small the picture is shown. Captions that
/// would lie on another digit are left out: of all boxes alike, first the shares, then the labels, and on narrow
/// screens sooner than on wide ones.
void add_picture(PageData& data, const ShownPicture& picture, const std::vector<CaptionedBox>& boxes);

}  // namespace digitnet::serve
