#pragma once

#include <cstdint>
#include <vector>

#include "digitnet/reader.hpp"

namespace digitnet::cli {

/// A PNG file that shows how `picture` was read: the picture with a box and the answer for each digit, and below it
/// each line with its confidence and what the network saw of each digit. Green is sure, red is not. The picture is
/// scaled so that its longer side has 800 to 1,600 pixels, if whole multiples can do that; a line with less than
/// `min_confidence` is "not sure".
[[nodiscard]] std::vector<std::uint8_t> debug_image(const Image& picture, const Reading& reading, float min_confidence);

}  // namespace digitnet::cli
