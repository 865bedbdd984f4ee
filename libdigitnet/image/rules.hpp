#pragma once

#include "image/plane.hpp"

namespace digitnet {

/// Erases ruled lines, squares and frames: what is thin, straight and long in a plane of contrast, of which ink is
/// above `threshold`. Strokes that cross a rule keep what they have above and below it, and what lies on it.
void erase_rules(Plane& contrast, float threshold);

}  // namespace digitnet
