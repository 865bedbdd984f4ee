#include "support/digit_glyphs.hpp"

#include <algorithm>
#include <array>
#include <random>

#include "support/pictures.hpp"

namespace digitnet::test {
namespace {

constexpr int kGlyphWidth = 5;
constexpr int kGlyphHeight = 7;
constexpr int kSide = 28;

// A byte a row, the lowest five bits from left to right.
constexpr std::array<std::array<std::uint8_t, kGlyphHeight>, 10> kFont{{
    {0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110},
    {0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110},
    {0b01110, 0b10001, 0b00001, 0b00010, 0b00100, 0b01000, 0b11111},
    {0b11111, 0b00010, 0b00100, 0b00010, 0b00001, 0b10001, 0b01110},
    {0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010},
    {0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110},
    {0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110},
    {0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000},
    {0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110},
    {0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100},
}};

bool is_ink(int digit, int x, int y) {
  const bool inside = x >= 0 && y >= 0 && x < kGlyphWidth && y < kGlyphHeight;
  return inside && (kFont[static_cast<std::size_t>(digit)][static_cast<std::size_t>(y)] >> (kGlyphWidth - 1 - x) & 1);
}

// Rounds down also below zero.
int cell(int position, int size) {
  return position < 0 ? -1 : position / size;
}

/// A digit 50 pixels wide and 70 high.
void draw(Image& picture, int digit, int left, int top) {
  constexpr int kCell_px = 10;
  for (int y = 0; y < kGlyphHeight * kCell_px; ++y) {
    for (int x = 0; x < kGlyphWidth * kCell_px; ++x) {
      if (!is_ink(digit, x / kCell_px, y / kCell_px)) continue;
      picture.pixels[static_cast<std::size_t>((top + y) * picture.width + left + x)] = 40;
    }
  }
}

}  // namespace

LabelledGlyphs draw_glyphs(int images, unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&random](unsigned limit) { return static_cast<int>(random() % limit); };
  LabelledGlyphs glyphs;
  for (int i = 0; i < images; ++i) {
    const int digit = below(10);
    const int left = 6 + below(3);
    const int top = 3 + below(3);
    for (int y = 0; y < kSide; ++y) {
      for (int x = 0; x < kSide; ++x) {
        const int light = is_ink(digit, cell(x - left, 3), cell(y - top, 3)) ? 200 : 0;
        glyphs.pixels.push_back(static_cast<std::uint8_t>(light + below(50)));
      }
    }
    glyphs.labels.push_back(static_cast<std::uint8_t>(digit));
  }
  return glyphs;
}

Image draw_digit(int digit) {
  Image picture = blank(90, 110, 225);
  draw(picture, digit, 20, 20);
  return picture;
}

Image draw_page(const std::vector<std::string>& numbers) {
  constexpr int kColumn = 80;  // pixels; a digit is 50 wide and 70 high
  constexpr int kRow = 130;
  constexpr int kMargin = 40;
  std::size_t digits = 0;
  for (const std::string& number : numbers) digits = std::max(digits, number.size());
  Image page = blank(2 * kMargin + static_cast<int>(digits) * kColumn,
                     2 * kMargin + static_cast<int>(numbers.size()) * kRow, 225);
  for (std::size_t row = 0; row < numbers.size(); ++row) {
    for (std::size_t column = 0; column < numbers[row].size(); ++column) {
      draw(page, numbers[row][column] - '0', kMargin + static_cast<int>(column) * kColumn,
           kMargin + static_cast<int>(row) * kRow);
    }
  }
  return page;
}

}  // namespace digitnet::test
