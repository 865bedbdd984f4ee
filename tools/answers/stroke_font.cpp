// Each character is a few strokes with a round pen: lines and parts of ellipses on a grid where a digit is 6 high and
// about 4 wide, x to the right and y down from the top of the digits. The forms of libdigitnet/synthesis cannot serve:
// they are as people write, a dozen to a digit and made to be distorted, where labels must be plain and spaced as
// print.
#include "stroke_font.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <utility>
#include <vector>

namespace digitnet::cli {
namespace {

constexpr float kDigitHeight = 6;
constexpr float kPenRadius = 0.42f;
constexpr float kGap = 1.5f;  // between characters
constexpr float kSpace = 2;
constexpr int kArcSteps = 16;

struct Point {
  float x = 0;
  float y = 0;
};

using Stroke = std::vector<Point>;

struct Glyph {
  float width = kSpace;
  std::vector<Stroke> strokes;
};

/// Part of an ellipse, between angles in degrees: 0 right, 90 down, 180 left, 270 up.
Stroke arc(Point center, Point radius, float from, float to) {
  Stroke stroke;
  for (int i = 0; i <= kArcSteps; ++i) {
    const float degrees = from + (to - from) * static_cast<float>(i) / kArcSteps;
    const float angle = degrees * std::numbers::pi_v<float> / 180;
    stroke.push_back({center.x + radius.x * std::cos(angle), center.y + radius.y * std::sin(angle)});
  }
  return stroke;
}

Stroke ring(Point center, Point radius) {
  return arc(center, radius, 0, 360);
}

Stroke joined(Stroke first, const Stroke& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

const std::map<char, Glyph>& glyphs() {
  static const std::map<char, Glyph> font{
      {'0', {4, {ring({2, 3}, {1.9f, 3})}}},
      {'1', {2.4f, {{{0.2f, 1.5f}, {2.2f, 0}, {2.2f, 6}}}}},
      {'2', {4, {joined(arc({2, 1.8f}, {1.8f, 1.8f}, 190, 395), {{0.1f, 6}, {3.9f, 6}})}}},
      {'3', {4, {joined(arc({1.9f, 1.5f}, {1.7f, 1.5f}, 200, 450), arc({1.9f, 4.5f}, {2, 1.5f}, 270, 520))}}},
      {'4', {4, {{{3, 6}, {3, 0}, {0, 4.2f}, {4, 4.2f}}}}},
      {'5', {4, {joined({{3.6f, 0}, {0.6f, 0}, {0.3f, 2.8f}}, arc({1.9f, 4}, {2, 2}, 222, 510))}}},
      {'6', {4, {ring({2, 4.1f}, {1.9f, 1.9f}), arc({4.1f, 4.1f}, {4, 4.1f}, 180, 258)}}},
      {'7', {4, {{{0.1f, 0}, {3.9f, 0}, {1.4f, 6}}}}},
      {'8', {4, {ring({2, 1.45f}, {1.6f, 1.45f}), ring({2, 4.45f}, {1.95f, 1.55f})}}},
      {'9', {4, {ring({2, 1.9f}, {1.9f, 1.9f}), arc({-0.1f, 1.9f}, {4, 4.1f}, 0, 78)}}},
      {'.', {0.4f, {{{0.2f, 6}}}}},
      {':', {0.4f, {{{0.2f, 2.6f}}, {{0.2f, 6}}}}},
      {'%', {5, {ring({1, 1.2f}, {1, 1.2f}), ring({4, 4.8f}, {1, 1.2f}), {{4, 0}, {1, 6}}}}},
      {'a', {3.2f, {ring({1.6f, 4.2f}, {1.6f, 1.8f}), {{3.2f, 2.4f}, {3.2f, 6}}}}},
      {'d', {3.2f, {ring({1.6f, 4.2f}, {1.6f, 1.8f}), {{3.2f, 0}, {3.2f, 6}}}}},
      {'e', {3.2f, {joined({{0, 4.2f}, {3.2f, 4.2f}}, arc({1.6f, 4.2f}, {1.6f, 1.8f}, 360, 45))}}},
      {'g',
       {3.2f, {ring({1.6f, 4.2f}, {1.6f, 1.8f}), joined({{3.2f, 2.4f}}, arc({1.6f, 6.4f}, {1.6f, 1.5f}, 0, 150))}}},
      {'i', {0.4f, {{{0.2f, 2.6f}, {0.2f, 6}}, {{0.2f, 0.8f}}}}},
      {'m',
       {4.8f,
        {{{0, 2.4f}, {0, 6}},
         joined(arc({1.2f, 3.6f}, {1.2f, 1.2f}, 180, 360), {{2.4f, 6}}),
         joined(arc({3.6f, 3.6f}, {1.2f, 1.2f}, 180, 360), {{4.8f, 6}})}}},
      {'n', {2.8f, {{{0, 2.4f}, {0, 6}}, joined(arc({1.4f, 3.8f}, {1.4f, 1.4f}, 180, 360), {{2.8f, 6}})}}},
      {'o', {3.2f, {ring({1.6f, 4.2f}, {1.6f, 1.8f})}}},
      {'r', {1.8f, {{{0, 2.4f}, {0, 6}}, arc({1.5f, 3.9f}, {1.5f, 1.5f}, 180, 285)}}},
      {'s', {2.6f, {joined(arc({1.3f, 3.3f}, {1.2f, 0.9f}, 330, 90), arc({1.3f, 5.1f}, {1.3f, 0.9f}, 270, 510))}}},
      {'t', {2.2f, {joined({{0.9f, 0.8f}}, arc({1.9f, 5}, {1, 1}, 180, 90)), {{0, 2.4f}, {2.1f, 2.4f}}}}},
      {'u',
       {2.8f,
        {joined(joined({{0, 2.4f}}, arc({1.4f, 4.6f}, {1.4f, 1.4f}, 180, 0)), {{2.8f, 2.4f}}),
         {{2.8f, 2.4f}, {2.8f, 6}}}}},
  };
  return font;
}

const Glyph& glyph(char c) {
  static const Glyph blank;
  const auto found = glyphs().find(c);
  return found == glyphs().end() ? blank : found->second;
}

float distance(Point p, Point a, Point b) {
  const Point along{b.x - a.x, b.y - a.y};
  const float square = along.x * along.x + along.y * along.y;
  const float t = square > 0 ? std::clamp(((p.x - a.x) * along.x + (p.y - a.y) * along.y) / square, 0.0f, 1.0f) : 0.0f;
  return std::hypot(p.x - a.x - t * along.x, p.y - a.y - t * along.y);
}

float distance(Point p, const Stroke& stroke) {
  float least = distance(p, stroke.front(), stroke.front());
  for (std::size_t i = 1; i < stroke.size(); ++i) least = std::min(least, distance(p, stroke[i - 1], stroke[i]));
  return least;
}

/// How a grid of a character lies on the canvas.
struct Grid {
  Point origin;  // its upper left corner
  float scale;   // pixels for one unit
};

void draw_glyph(Canvas& canvas, const Glyph& glyph, const Grid& grid, Color color) {
  const auto& [origin, scale] = grid;
  const float pen = kPenRadius * scale;
  const int reach = static_cast<int>(pen) + 2;
  const int right = static_cast<int>(origin.x + glyph.width * scale) + reach;
  const int bottom = static_cast<int>(origin.y + (kDigitHeight + 2) * scale) + reach;  // some letters hang down by 2
  for (int y = static_cast<int>(origin.y) - reach; y <= bottom; ++y) {
    for (int x = static_cast<int>(origin.x) - reach; x <= right; ++x) {
      const Point p{(static_cast<float>(x) + 0.5f - origin.x) / scale,
                    (static_cast<float>(y) + 0.5f - origin.y) / scale};
      float ink = 0;
      for (const Stroke& stroke : glyph.strokes) ink = std::max(ink, pen + 0.5f - scale * distance(p, stroke));
      if (ink > 0) canvas.blend(x, y, color, std::min(ink, 1.0f));
    }
  }
}

}  // namespace

void draw_text(Canvas& canvas, const std::string& text, const TextPlace& place, Color color) {
  Grid grid{{static_cast<float>(place.x), static_cast<float>(place.y)},
            static_cast<float>(place.height_px) / kDigitHeight};
  for (const char c : text) {
    draw_glyph(canvas, glyph(c), grid, color);
    grid.origin.x += (glyph(c).width + kGap) * grid.scale;
  }
}

int text_width(const std::string& text, int height_px) {
  float width = 0;
  for (const char c : text) width += glyph(c).width + kGap;
  return static_cast<int>(std::ceil(std::max(width - kGap, 0.0f) * static_cast<float>(height_px) / kDigitHeight));
}

}  // namespace digitnet::cli
