#pragma once

#include <optional>

#include "image/plane.hpp"

namespace digitnet {

/// A light sheet on a dark desk, in a picture of which squares of `factor` pixels became one.
struct Sheet {
  Plane grey;
  Plane inside;  ///< 1 on the sheet and what is drawn on it, 0 on the desk
  int factor = 1;
};

/// Nothing where there is no such thing.
[[nodiscard]] std::optional<Sheet> find_sheet(const Plane& grey);

/// Gives the desk the sheet's brightness, so that only the sheet is left to read.
void paint_over_desk(Plane& grey, const Sheet& sheet);

}  // namespace digitnet
