#include "cli/digit_glyphs.hpp"

#include <algorithm>
#include <array>
#include <random>

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

std::string draw_picture(int digit) {
  std::string pgm = "P5\n90 110\n255\n";
  for (int y = 0; y < 110; ++y) {
    for (int x = 0; x < 90; ++x) {
      pgm += static_cast<char>(is_ink(digit, cell(x - 20, 10), cell(y - 20, 10)) ? 40 : 225);
    }
  }
  return pgm;
}

std::string draw_page(const std::vector<std::string>& numbers) {
  constexpr int kColumn = 80;  // pixels; a digit is 50 wide and 70 high
  constexpr int kRow = 130;
  constexpr int kMargin = 40;
  std::size_t digits = 0;
  for (const std::string& number : numbers) digits = std::max(digits, number.size());
  const int width = 2 * kMargin + static_cast<int>(digits) * kColumn;
  const int height = 2 * kMargin + static_cast<int>(numbers.size()) * kRow;
  std::string pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), '\xE1');
  for (std::size_t row = 0; row < numbers.size(); ++row) {
    for (std::size_t column = 0; column < numbers[row].size(); ++column) {
      const int left = kMargin + static_cast<int>(column) * kColumn;
      const int top = kMargin + static_cast<int>(row) * kRow;
      for (int y = 0; y < 70; ++y) {
        for (int x = 0; x < 50; ++x) {
          if (is_ink(numbers[row][column] - '0', x / 10, y / 10)) {
            pixels[static_cast<std::size_t>((top + y) * width + left + x)] = '\x28';
          }
        }
      }
    }
  }
  return "P5\n" + std::to_string(width) + " " + std::to_string(height) + "\n255\n" + pixels;
}

std::string draw_blank(int width, int height) {
  return "P5\n" + std::to_string(width) + " " + std::to_string(height) + "\n255\n" +
         std::string(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), '\xC8');
}

}  // namespace digitnet::test
