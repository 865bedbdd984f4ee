#pragma once

#include <span>
#include <vector>

#include "image/components.hpp"
#include "image/ink.hpp"

namespace digitnet {

/// Ink that may be one line of digits.
struct TextLine {
  std::vector<const Component*> components;  ///< from left to right by their middles
  Box box;                                   ///< around them
  float height = 0;                          ///< of a usual digit in it, in pixels
};

/// Puts components together to lines, from top to bottom; lines may be slightly skewed. Leaves out specks, and what
/// runs along the edge of the picture as the end of the paper does. The components must outlive the lines.
[[nodiscard]] std::vector<TextLine> find_text_lines(const InkMap& map, std::span<const Component> components);

}  // namespace digitnet
