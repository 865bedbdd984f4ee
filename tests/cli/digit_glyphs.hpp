#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace digitnet::test {

struct LabelledGlyphs {
  std::vector<std::uint8_t> pixels;  ///< `[N,28,28]`, light on black
  std::vector<std::uint8_t> labels;
};

/// Digits of a 5x7 font, moved about a little and with some noise: easy to learn. The same seed draws the same.
[[nodiscard]] LabelledGlyphs draw_glyphs(int images, unsigned seed);

/// A PGM picture, 90x110, of one such digit, dark on light.
[[nodiscard]] std::string draw_picture(int digit);

/// A PGM picture of numbers in such digits, one below the other.
[[nodiscard]] std::string draw_page(const std::vector<std::string>& numbers);

/// A PGM picture of one brightness.
[[nodiscard]] std::string draw_blank(int width, int height);

}  // namespace digitnet::test
