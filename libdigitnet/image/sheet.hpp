#pragma once

#include "image/plane.hpp"

namespace digitnet {

/// Where a light sheet lies on a dark desk, gives the desk the sheet's brightness, so that only the sheet is left to
/// read. Other pictures stay as they are.
void paint_over_desk(Plane& grey);

}  // namespace digitnet
