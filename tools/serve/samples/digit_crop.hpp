#pragma once

#include <cstdint>
#include <vector>

#include "digitnet/image.hpp"

namespace digitnet::serve {

/// A PNG of the part of `picture` around `ink`, with a margin of an eighth of its longer side, made smaller where it
/// would be longer than kMostSampleSide_px. `ink` lies in the picture at least in part.
[[nodiscard]] std::vector<std::uint8_t> digit_png(const Image& picture, const Box& ink);

}  // namespace digitnet::serve
