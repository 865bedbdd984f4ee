#pragma once

#include <array>

#include "digitnet/number_pattern.hpp"

namespace digitnet {

inline constexpr int kMostNumberDigits = 64;

/// How many numbers of each length, 0 to kMostNumberDigits, a pattern takes.
using NumberCounts = std::array<double, kMostNumberDigits + 1>;

[[nodiscard]] NumberCounts count_numbers(const NumberPattern& pattern);

}  // namespace digitnet
