#pragma once

#include <span>
#include <vector>

#include "image/components.hpp"
#include "image/ink.hpp"

namespace digitnet {

/// What a digit is made of: a component, or a part of one that was cut.
struct Piece {
  Component ink;
  float left = 0;  ///< where it begins and ends, in pixels, once the slant of the writing is taken off
  float right = 0;
  float crossed = 0;  ///< how much ink the cut before it crosses, in widths of a stroke; 0: none
  bool cut = false;   ///< whether it is parted from the piece before by a cut
};

/// How writing leans: `dx` pixels to the right for each pixel up, where columns of ink stand clearest apart.
[[nodiscard]] float find_slant(const Plane& contrast, std::span<const Component* const> components);

/// The component as a piece.
[[nodiscard]] Piece whole_piece(const Component& component, const Plane& contrast, float slant);

/// The component cut wherever two digits may touch, from left to right: along the paths from top to bottom, leaning as
/// the writing does, that cross the least ink. `height` is that of a usual digit, in pixels.
[[nodiscard]] std::vector<Piece> cut_into_pieces(const Component& component, const InkMap& map, float slant,
                                                 float height);

}  // namespace digitnet
