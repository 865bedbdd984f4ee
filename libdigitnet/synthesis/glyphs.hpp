#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "digitnet/geometry.hpp"

namespace digitnet {

/// What a pen draws without being lifted.
using Stroke = std::vector<Point>;

/// One form of a character: strokes separated by `|`, each a list of points `x,y` on a square of 100, y down. A pen
/// goes through them in a smooth curve, or straight from point to point in strokes that begin with `-`.
struct Glyph {
  int label;  ///< 0 to 9, or kNonDigit
  std::string_view strokes;
};

/// The forms of digits, and those of letters and signs.
[[nodiscard]] std::span<const Glyph> digit_glyphs();
[[nodiscard]] std::span<const Glyph> other_glyphs();

/// The points of each stroke, and whether it is smooth.
struct Outline {
  std::vector<Stroke> strokes;
  std::vector<bool> smooth;
};
[[nodiscard]] Outline parse_glyph(const Glyph& glyph);

/// A fine polyline through `points` (Catmull & Rom 1974).
[[nodiscard]] Stroke smooth_stroke(const Stroke& points);

}  // namespace digitnet
