#pragma once

#include "image/plane.hpp"

namespace digitnet {

/// Erases ruled lines, squares and frames: what is thin, straight and long in a plane of contrast, of which ink is
/// above `threshold`. Strokes that cross a rule keep what they have above and below it, and what lies on it. The
/// lines of a form, of which is known where they should be, are for printed_lines.hpp and line_removal.hpp.
void erase_rules(Plane& contrast, float threshold);

}  // namespace digitnet
