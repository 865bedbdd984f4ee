#pragma once

#include "image/plane.hpp"

namespace digitnet {

/// What is darker than the paper right beside it.
struct DarkInk {
  Plane contrast;       ///< 0 paper, 1 black on white; the paper's grain lies around 0
  float threshold = 0;  ///< above the grain
};

/// Finds what is dark and narrower than `side` on light paper, however uneven the light. A threshold is `least` or
/// more.
[[nodiscard]] DarkInk find_dark_ink(const Plane& grey, int side, float least);

}  // namespace digitnet
