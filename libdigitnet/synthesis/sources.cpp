#include "synthesis/sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "digitnet/error.hpp"
#include "digitnet/synthesis.hpp"
#include "image/morphology.hpp"
#include "image/normalize.hpp"

namespace digitnet {

void check_images(const Dataset& digits) {
  const Shape expected{kDigitSide_px, kDigitSide_px, 1};
  if (digits.image_shape() != expected)
    throw ShapeError(fmt::format("digits to make others of are {}: found {}", expected.to_string(),
                                 digits.image_shape().to_string()));
  if (digits.empty()) throw ArgumentError("there are no digits to make others of");
}

void check_digits(const Dataset& digits) {
  check_images(digits);
  if (digits.classes() > kNonDigit)
    throw ShapeError(fmt::format("digits to make others of are of {} classes: found {}", kNonDigit, digits.classes()));
}

std::optional<Box> ink_box(const Plane& plane) {
  constexpr float kInk = 0.1f;
  int left = plane.width;
  int top = plane.height;
  int right = -1;
  int bottom = -1;
  for (int y = 0; y < plane.height; ++y) {
    for (int x = 0; x < plane.width; ++x) {
      if (plane.at(x, y) < kInk) continue;
      left = std::min(left, x);
      right = std::max(right, x);
      top = std::min(top, y);
      bottom = std::max(bottom, y);
    }
  }
  if (right < 0) return std::nullopt;
  return Box{left, top, right - left + 1, bottom - top + 1};
}

std::optional<Plane> trim(const Plane& plane) {
  const auto box = ink_box(plane);
  return box ? std::optional(crop(plane, *box)) : std::nullopt;
}

const Glyph& pick(std::span<const Glyph> glyphs, RandomStream& random) {
  return glyphs[static_cast<std::size_t>(random.below(static_cast<int>(glyphs.size())))];
}

int random_image(const Dataset& digits, RandomStream& random) {
  return random.below(static_cast<int>(digits.size()));
}

Plane digit_plane(const Dataset& digits, int image) {
  Plane plane(kDigitSide_px, kDigitSide_px);
  copy_image(digits, static_cast<std::size_t>(image), plane.values.data());
  return plane;
}

Plane scale_mark(const Plane& mark, double scale) {
  constexpr int kLeastSide_px = 3;
  const auto scaled = [&](int length) {
    return std::max(kLeastSide_px, static_cast<int>(std::lround(length * scale)));
  };
  return resample(mark, scaled(mark.width), scaled(mark.height));
}

int pen_margin(double scale) {
  return 3 + static_cast<int>(scale);
}

Plane with_another_pen(const Plane& ink, double scale, RandomStream& random) {
  const int margin = pen_margin(scale);
  Plane sheet(ink.width + 2 * margin, ink.height + 2 * margin);
  for (int y = 0; y < ink.height; ++y) std::ranges::copy(ink.row(y), sheet.row(y + margin).begin() + margin);
  const double pen = random.around(1);
  if (pen > 0) sheet = dilate(sheet, static_cast<float>(pen * scale));
  const auto blank = static_cast<float>(pen < 0 ? -0.45 * pen : 0);  // what is lighter belongs to the rim that goes
  const auto full = static_cast<float>(random.between(0.75, 1));
  for (float& value : sheet.values) value = std::clamp((value - blank) / (full - blank), 0.0f, 1.0f);
  for (int times = random.below(3); times > 0; --times) sheet = smooth(sheet);
  return sheet;
}

}  // namespace digitnet
