#pragma once

#include <cstdint>
#include <span>

#include "digitnet/image.hpp"

namespace digitnet {

/// How the pixels of a picture lie, as EXIF's tag 274 says: 1 upright, 2 mirrored, 3 turned by 180 degrees, 4 both,
/// 5 transposed, 6 to be turned clockwise, 7 transposed the other way, 8 to be turned counter-clockwise.
///
/// Looks into a JPEG's APP1 and a PNG's eXIf; 1 where nothing is said, or nothing that makes sense.
[[nodiscard]] int exif_orientation(std::span<const std::uint8_t> bytes);

/// Turns a picture of such an orientation upright.
[[nodiscard]] Image turn_upright(Image picture, int orientation);

}  // namespace digitnet
