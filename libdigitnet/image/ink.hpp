#pragma once

#include <optional>

#include "digitnet/image.hpp"
#include "image/plane.hpp"

namespace digitnet {

/// The digit of a picture, cut out.
struct Ink {
  Plane strength;  ///< 0 nothing to 1 full ink, as large as the ink reaches at the size that was worked at
  Box box;         ///< where that lies in the picture
};

/// Finds the ink in a picture of one digit; nothing when there is none.
[[nodiscard]] std::optional<Ink> find_ink(const Image& picture);

}  // namespace digitnet
