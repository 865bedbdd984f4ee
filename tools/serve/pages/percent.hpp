#pragma once

#include <string>

namespace digitnet::serve {

/// Below this confidence a line, or a digit, is shown as not sure.
inline constexpr float kLeastConfidence = 0.7f;

/// `99.9 %`: rounded down, so that only what is certain shows as 100 %. As in digit_card.js.
[[nodiscard]] std::string percent(double share);

}  // namespace digitnet::serve
