#pragma once

#include <string>

namespace digitnet::serve {

/// Below this confidence a line, or a digit, is shown as not sure.
inline constexpr float kLeastConfidence = 0.7f;

/// `97.7 %`: rounded; but what is neither certain nor impossible is never `100.0 %` nor `0.0 %`: it is `> 99.9 %` or
/// `< 0.1 %`. As in digit_card.js, from the same decimals that JSON shows.
[[nodiscard]] std::string percent(float share);

/// `99.59 %`: of a share of many, such as an accuracy.
[[nodiscard]] std::string exact_percent(double share);

}  // namespace digitnet::serve
