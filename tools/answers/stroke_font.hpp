#pragma once

#include <string>

#include "canvas.hpp"

namespace digitnet::cli {

/// Where a text begins, and how tall its digits are.
struct TextPlace {
  int x = 0;  ///< left
  int y = 0;  ///< top of the digits
  int height_px = 0;
};

/// Draws digits, `.` `%` `:` and the letters of "no digits", "not sure", "and more", with round smooth strokes in any
/// size. Other characters are left blank.
void draw_text(Canvas& canvas, const std::string& text, const TextPlace& place, Color color);

/// How many pixels it takes from left to right.
[[nodiscard]] int text_width(const std::string& text, int height_px);

}  // namespace digitnet::cli
