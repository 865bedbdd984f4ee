#pragma once

#include <vector>

#include "digitnet/form.hpp"
#include "image/homography.hpp"

namespace digitnet {

/// The ways in which the form may lie in a scan, the likeliest first; none when its anchor is not found. Each takes the
/// page's units to the scan's pixels.
[[nodiscard]] std::vector<Homography> possible_registrations(const Form& form, const Image& scan);

}  // namespace digitnet
