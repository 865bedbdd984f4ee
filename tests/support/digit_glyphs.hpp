#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "digitnet/image.hpp"

namespace digitnet::test {

struct LabelledGlyphs {
  std::vector<std::uint8_t> pixels;  ///< `[N,28,28]`, light on black
  std::vector<std::uint8_t> labels;
};

/// Digits of a 5x7 font, moved about a little and with some noise: easy to learn. The same seed draws the same.
[[nodiscard]] LabelledGlyphs draw_glyphs(int images, unsigned seed);

/// A picture, 90x110, of one such digit, dark on light.
[[nodiscard]] Image draw_digit(int digit);

/// A picture of numbers in such digits, one below the other.
[[nodiscard]] Image draw_page(const std::vector<std::string>& numbers);

}  // namespace digitnet::test
