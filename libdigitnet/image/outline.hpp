#pragma once

#include <optional>

#include "image/components.hpp"
#include "image/homography.hpp"

namespace digitnet {

/// The four straight sides that a component has when it is seen from outside, turned by less than 45 degrees: nothing
/// when one of them is not straight, or for the most part not there. `plane_width` is that of the plane of its pixels.
[[nodiscard]] std::optional<Corners> find_outline(const Component& component, int plane_width);

}  // namespace digitnet
