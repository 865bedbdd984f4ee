#pragma once

#include "image/plane.hpp"
#include "synthesis/glyphs.hpp"
#include "tensor/random.hpp"

namespace digitnet {

/// The side of the planes that are drawn on, and of the square inside that a glyph's own is scaled to.
inline constexpr int kSheet_px = 104;
inline constexpr int kGlyph_px = 72;

/// Draws a line of `radius_px` through the points of `stroke`, 1 inside with a soft rim.
void draw(Plane& sheet, const Stroke& stroke, double radius_px);

/// A random pen: half the width of strokes on a sheet, from hairlines to felt-tips.
[[nodiscard]] double random_radius_px(RandomStream& random);

/// The glyph as a random hand writes it: slanted, narrow or wide, a little turned, each point a little off.
[[nodiscard]] Plane write_glyph(const Glyph& glyph, RandomStream& random);

/// A sheet with one to three smooth strokes through random points.
[[nodiscard]] Plane scribble(RandomStream& random);

/// A sheet with filled shapes of random outline and shade, some striped.
[[nodiscard]] Plane blob(RandomStream& random);

/// A sheet with a straight line or some specks.
[[nodiscard]] Plane line_or_specks(RandomStream& random);

}  // namespace digitnet
