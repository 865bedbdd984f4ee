#pragma once

#include <optional>
#include <span>

#include "digitnet/image.hpp"
#include "image/components.hpp"
#include "image/plane.hpp"

namespace digitnet {

/// The ink of a whole picture.
struct InkMap {
  Plane contrast;       ///< to the ground: 0 none, 1 black on white or white on black
  float threshold = 0;  ///< ink is above, half-way between ground and ink
  float rim = 0;        ///< what is above this may be the soft edge of ink
  float ground = 0;     ///< what is below this is nothing
  int factor = 1;       ///< how many pixels of the picture, each way, became one here
};

/// A picture at the size at which it is worked on.
struct WorkingPicture {
  Plane grey;
  int factor = 1;  ///< how many pixels of the picture, each way, became one
};

/// Shrinks a picture, if need be, until no side is longer than `longest_side`; nothing when it is too small to hold
/// anything, or so much longer than wide that nothing would be left of its shorter side.
[[nodiscard]] std::optional<WorkingPicture> take_picture(const Image& picture, int longest_side);

/// Finds the ink; nothing when there is none.
[[nodiscard]] std::optional<InkMap> map_ink(const WorkingPicture& picture);

/// The contrast of full ink in some components; 0 when all of it is rim.
[[nodiscard]] float full_strength(const InkMap& map, std::span<const Component* const> components);

/// Some components alone, in the box around them, from 0 nothing to 1 full ink.
[[nodiscard]] Plane cut_out(const InkMap& map, std::span<const Component* const> components, float full);

}  // namespace digitnet
