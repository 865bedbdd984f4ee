#pragma once

#include "image/plane.hpp"

namespace digitnet {

/// The ground that a digit was written on, as smooth as light falls: grey levels, of the size of `picture`.
struct Background {
  Plane level;
  bool light = true;  ///< whether what is not ground is darker than it
};

/// A picture whose sides are shorter is taken as evenly lit: its ink would pass for shade.
inline constexpr int kSmallestUneven_px = 64;

/// Fits b0 + b1 x + b2 y + b3 x^2 + b4 xy + b5 y^2 to the grey levels of most of the picture, whether those are light
/// or dark: pixels far from the surface count less and less (iteratively reweighted least squares), those near the
/// edge of the picture count more. A small picture gets b0 only, the most common level: its ink would pass for bent
/// light, and where a digit fills it, corners count more than edges.
[[nodiscard]] Background find_background(const Plane& picture);

/// Puts, for the level, the picture without all that is narrower than `side`: follows even the edge of a shadow, but
/// takes the middle of a broader stroke for ground.
[[nodiscard]] Background follow_closely(const Plane& picture, bool light, int side);

/// 0 for the ground, 1 for black on white or white on black; what is on the wrong side of the ground is 0 or below.
[[nodiscard]] Plane contrast_to(const Plane& picture, const Background& background);

/// The contrast to the ground that follow_closely() finds right beside each pixel; grain lies around 0.
[[nodiscard]] Plane close_contrast(const Plane& picture, bool light, int side);

/// The standard deviation of the ground, from the fifth of the pixels that is nearest to it: in a picture cut close
/// around a digit, more than half is ink.
[[nodiscard]] float noise_of(const Plane& contrast);

}  // namespace digitnet
