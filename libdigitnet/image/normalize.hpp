#pragma once

#include "digitnet/image.hpp"

namespace digitnet {

/// The side of MNIST's pictures, and of the box inside that the digit fits into.
inline constexpr int kDigitSide_px = 28;
inline constexpr int kDigitBox_px = 20;

/// Whether a picture is 28x28 with light ink on a black ground, as a picture of MNIST is.
[[nodiscard]] bool is_light_on_black_28(const Image& picture);

}  // namespace digitnet
