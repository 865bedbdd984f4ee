#pragma once

#include <vector>

#include "image/field_picture.hpp"

namespace digitnet {

/// The printed lines of a field: around it and between its cells. They may be turned a little.
struct PrintedLines {
  double slope = 0;   ///< of the lines along the field; those across it are at right angles to them
  double top_px = 0;  ///< where they cross x = 0
  double bottom_px = 0;
  std::vector<double> across_px;  ///< half-way between top and bottom: one more than cells
  double share = 0;               ///< how much of them is there, 0 to 1
};

/// Where the lines are: looked for up to a third of a cell from where they should be.
[[nodiscard]] PrintedLines find_lines(const FieldPicture& picture, int cells);
/// Where they should be, when none are printed.
[[nodiscard]] PrintedLines expected_lines(const FieldPicture& picture, int cells);

}  // namespace digitnet
