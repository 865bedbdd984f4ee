#pragma once

#include "digitnet/image.hpp"
#include "image/stb_decoder.hpp"

namespace digitnet {

/// A decoded picture in grey, for reading: BT.601 luma, or, where ink stands out far better in one of red, green and
/// blue, that alone (red ink on grey). Transparency is laid on white; on black where all that is drawn is light.
[[nodiscard]] Image to_grey(const DecodedPicture& picture);

}  // namespace digitnet
