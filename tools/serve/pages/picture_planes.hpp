#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "digitnet/image.hpp"

namespace digitnet::serve {

/// A picture as one grey plane, or as its red, green and blue.
using PicturePlanes = std::vector<Image>;

/// The colours of the picture in `file`, made smaller by `scale` and turned upright. Nothing when it has none, has more
/// than 13 million pixels, or lets the ground shine through.
///
/// The file must be one that decode_image takes.
[[nodiscard]] std::optional<PicturePlanes> color_planes(std::string_view file, double scale);

/// `picture` made smaller by `scale`.
[[nodiscard]] Image shrink(const Image& picture, double scale);

}  // namespace digitnet::serve
