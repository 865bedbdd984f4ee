#pragma once

#include <vector>

#include "digitnet/image.hpp"
#include "image/homography.hpp"

// Each looks for something of a page in a picture of it, and gives the places in the picture that it may have, the
// likeliest first: corners of a pixel are whole numbers.
namespace digitnet {

/// Printed frames: dark lines on four sides, the largest first.
[[nodiscard]] std::vector<Corners> find_frames(const Image& picture);

/// The sheet: light on a darker ground, perhaps with a shadow on it; the largest first.
[[nodiscard]] std::vector<Corners> find_sheets(const Image& picture);

/// Four filled squares or discs of about one size that lie as `marks` do on the page, up to casual perspective; in any
/// of the four turnings that come near enough.
[[nodiscard]] std::vector<Corners> find_marks(const Image& picture, const Corners& marks);

}  // namespace digitnet
