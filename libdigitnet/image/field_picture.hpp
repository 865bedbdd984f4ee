#pragma once

#include "digitnet/geometry.hpp"
#include "digitnet/image.hpp"
#include "image/homography.hpp"
#include "image/plane.hpp"

namespace digitnet {

/// A part of a page with handwriting in it.
struct FieldArea {
  Rectangle area;  ///< in the page's units
  int cells = 1;   ///< side by side
};

/// That part, cut out of a scan and straightened, with a margin around it. Its own coordinates are pixels.
struct FieldPicture {
  Plane grey;
  int margin_px = 0;
  double cell_width_px = 0;
  double cell_height_px = 0;
};

/// Cuts it out. `to_scan` takes the page's units to the scan's pixels.
[[nodiscard]] FieldPicture cut_out(const Image& scan, const Homography& to_scan, const FieldArea& field);

[[nodiscard]] Image to_image(const Plane& grey);

}  // namespace digitnet
