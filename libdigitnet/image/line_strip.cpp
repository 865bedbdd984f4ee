#include "image/line_strip.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "image/normalize.hpp"

namespace digitnet {
namespace {

/// What is above is ink.
constexpr float kInk = 0.3f;
/// A window's height follows the ink in so many columns to both sides: those of most digits.
constexpr int kReach_px = 9;

}  // namespace

LineStrip::LineStrip(const Plane& ink, float digit_height)
    : scale_(static_cast<float>(kDigitBox_px) / digit_height), ink_(scale_strokes(ink, scale_)) {
  scale_ = static_cast<float>(ink_.width) / static_cast<float>(ink.width);
  rows_.assign(static_cast<std::size_t>(ink_.width), {ink_.height, 0});
  for (int y = 0; y < ink_.height; ++y) {
    for (int x = 0; x < ink_.width; ++x) {
      if (ink_.at(x, y) <= kInk) continue;
      Rows& rows = rows_[static_cast<std::size_t>(x)];
      rows = {std::min(rows.top, y), y + 1};
    }
  }
}

LineStrip::Rows LineStrip::rows_around(int x) const {
  Rows all{ink_.height, 0};
  const int last = std::min(width() - 1, x + kReach_px);
  for (int column = std::max(0, x - kReach_px); column <= last; ++column) {
    const Rows& rows = rows_[static_cast<std::size_t>(column)];
    all = {std::min(all.top, rows.top), std::max(all.bottom, rows.bottom)};
  }
  return all;
}

std::optional<Image> LineStrip::window(int x) const {
  const Rows rows = rows_around(x);
  if (rows.top >= rows.bottom) return std::nullopt;
  const int left = x - kDigitSide_px / 2;
  const int top = (rows.top + rows.bottom) / 2 - kDigitSide_px / 2;
  Image window{kDigitSide_px, kDigitSide_px, std::vector<std::uint8_t>(kDigitSide_px * kDigitSide_px)};
  for (int row = std::max(0, -top); row < std::min(kDigitSide_px, ink_.height - top); ++row) {
    for (int column = std::max(0, -left); column < std::min(kDigitSide_px, ink_.width - left); ++column) {
      const float ink = std::clamp(ink_.at(left + column, top + row), 0.0f, 1.0f);
      window.pixels[static_cast<std::size_t>(row * kDigitSide_px + column)] =
          static_cast<std::uint8_t>(std::lround(255 * ink));
    }
  }
  return window;
}

}  // namespace digitnet
