#pragma once

#include <array>

#include "digitnet/number_pattern.hpp"

namespace digitnet {

/// How many numbers of each length, 0 to NumberPattern::kMostDigits, a pattern takes.
using NumberCounts = std::array<double, NumberPattern::kMostDigits + 1>;

[[nodiscard]] NumberCounts count_numbers(const NumberPattern& pattern);

}  // namespace digitnet
