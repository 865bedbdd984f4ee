// From ink to MNIST's form (LeCun et al. 1998, section III.A): fitted into 20x20, centre of mass in the middle of
// 28x28.
//
// MNIST's strokes are two to four pixels wide. A pen's line on a photo would end far thinner and so fainter than
// anything a network has seen, which costs more errors than everything else here; it is thickened first.
#include "image/normalize.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "image/morphology.hpp"
#include "image/plane.hpp"
#include "image/stroke_width.hpp"

namespace digitnet {
namespace {

/// The width of strokes in the box of 20 pixels that is left as it is.
constexpr float kThinnestStroke_px = 2.1f;
/// How much finer than the result is worked while strokes are thickened.
constexpr int kFiner = 4;

/// The size of `plane` when its longer side becomes `side`.
std::pair<int, int> fit(const Plane& plane, int side) {
  const double scale = static_cast<double>(side) / std::max(plane.width, plane.height);
  const auto scaled = [&](int length) { return std::max(1, static_cast<int>(std::lround(length * scale))); };
  return {scaled(plane.width), scaled(plane.height)};
}

/// The plane in the middle of a larger one of zeros.
Plane center_in(int width, int height, const Plane& plane) {
  Plane result(width, height);
  const int left = (width - plane.width) / 2;
  const int top = (height - plane.height) / 2;
  for (int y = 0; y < plane.height; ++y) std::ranges::copy(plane.row(y), result.row(y + top).begin() + left);
  return result;
}

/// The digit in a box of 20 pixels with strokes `growth` pixels wider than they would be.
Plane fit_thickened(const Plane& ink, float growth) {
  const float radius = growth / 2 * kFiner;
  const int margin = static_cast<int>(std::lround(radius));
  const auto [width, height] = fit(ink, kDigitBox_px * kFiner - 2 * margin);
  // Whole pixels of the result on both axes.
  const auto rounded = [&](int length) { return (length + 2 * margin + kFiner - 1) / kFiner * kFiner; };
  const Plane fine = center_in(rounded(width), rounded(height), resample(ink, width, height));
  return resample(dilate(fine, radius), fine.width / kFiner, fine.height / kFiner);
}

Plane fit_into_box(const Plane& ink) {
  const float scale = static_cast<float>(kDigitBox_px) / static_cast<float>(std::max(ink.width, ink.height));
  const float width = stroke_width(ink) * scale;
  if (width < kThinnestStroke_px) return fit_thickened(ink, kThinnestStroke_px - width);
  const auto [columns, rows] = fit(ink, kDigitBox_px);
  return resample(ink, columns, rows);
}

/// Where the first pixel goes so that the centre of mass comes nearest to the middle; the digit stays inside.
int place(double center, int length) {
  const int first = static_cast<int>(std::lround(kDigitSide_px / 2.0 - (center + 0.5)));
  return std::clamp(first, 0, kDigitSide_px - length);
}

Image center(const Plane& digit) {
  double mass = 0;
  double sum_x = 0;
  double sum_y = 0;
  for (int y = 0; y < digit.height; ++y) {
    for (int x = 0; x < digit.width; ++x) {
      const double value = std::max(0.0f, digit.at(x, y));
      mass += value;
      sum_x += value * x;
      sum_y += value * y;
    }
  }
  const float peak = *std::ranges::max_element(digit.values);
  const int left = place(sum_x / mass, digit.width);
  const int top = place(sum_y / mass, digit.height);
  Image image{kDigitSide_px, kDigitSide_px, std::vector<std::uint8_t>(kDigitSide_px * kDigitSide_px)};
  for (int y = 0; y < digit.height; ++y) {
    for (int x = 0; x < digit.width; ++x) {
      const float value = std::clamp(digit.at(x, y) / peak, 0.0f, 1.0f);
      image.pixels[static_cast<std::size_t>(top + y) * kDigitSide_px + static_cast<std::size_t>(left + x)] =
          static_cast<std::uint8_t>(std::lround(255 * value));
    }
  }
  return image;
}

}  // namespace

Plane scale_strokes(const Plane& ink, float scale) {
  const auto scaled = [&](int length, int finer) {
    return std::max(1, static_cast<int>(std::lround(static_cast<float>(length * finer) * scale)));
  };
  const float width = stroke_width(ink) * scale;
  if (width >= kThinnestStroke_px) return resample(ink, scaled(ink.width, 1), scaled(ink.height, 1));
  const Plane fine = resample(ink, scaled(ink.width, kFiner), scaled(ink.height, kFiner));
  const float radius = (kThinnestStroke_px - width) / 2 * kFiner;
  return resample(dilate(fine, radius), scaled(ink.width, 1), scaled(ink.height, 1));
}

Image normalize_ink(const Plane& ink) {
  return center(fit_into_box(ink));
}

Image normalize_components(const InkMap& map, std::span<const Component* const> components, float full) {
  return normalize_ink(cut_out(map, components, full));
}

bool is_light_on_black_28(const Image& picture) {
  constexpr std::uint8_t kDarkest = 48;
  constexpr std::uint8_t kLightest = 128;
  if (picture.width != kDigitSide_px || picture.height != kDigitSide_px) return false;
  int dark_at_edge = 0;
  for (int i = 0; i < kDigitSide_px; ++i) {
    for (const std::uint8_t pixel :
         {picture.at(i, 0), picture.at(i, kDigitSide_px - 1), picture.at(0, i), picture.at(kDigitSide_px - 1, i)}) {
      if (pixel < kDarkest) ++dark_at_edge;
    }
  }
  const auto dark = std::ranges::count_if(picture.pixels, [](std::uint8_t pixel) { return pixel < kDarkest; });
  const bool any_light = std::ranges::any_of(picture.pixels, [](std::uint8_t pixel) { return pixel >= kLightest; });
  return any_light && dark_at_edge >= 4 * kDigitSide_px * 9 / 10 && dark >= kDigitSide_px * kDigitSide_px / 2;
}

bool is_normalized(const Image& picture) {
  if (!is_light_on_black_28(picture)) return false;
  Box box{kDigitSide_px, kDigitSide_px, 0, 0};  // width and height stand for the right and lower end here
  double mass = 0;
  double sum_x = 0;
  double sum_y = 0;
  for (int y = 0; y < kDigitSide_px; ++y) {
    for (int x = 0; x < kDigitSide_px; ++x) {
      const int value = picture.at(x, y);
      if (value == 0) continue;
      box = {std::min(box.x, x), std::min(box.y, y), std::max(box.width, x + 1), std::max(box.height, y + 1)};
      mass += value;
      sum_x += value * (x + 0.5);
      sum_y += value * (y + 0.5);
    }
  }
  const auto in_middle = [&](double sum) { return std::abs(sum / mass - kDigitSide_px / 2.0) <= 1; };
  return std::max(box.width - box.x, box.height - box.y) == kDigitBox_px && in_middle(sum_x) && in_middle(sum_y);
}

}  // namespace digitnet
