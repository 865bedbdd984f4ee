#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace digitnet::serve {

/// What the digits in a picture are, from left to right: `7`, `4711`.
using LabelText = std::string;

inline constexpr std::size_t kMostLabelDigits = 64;

/// A label as a form or a program gives it: nothing when it is empty. Throws AccountError (invalid, field `label`) for
/// anything but 1 to kMostLabelDigits digits.
[[nodiscard]] std::optional<LabelText> label_given(std::string_view text);

/// A label of one digit. Throws likewise.
[[nodiscard]] int digit_given(std::string_view text);

/// The label that the name of a file gives, by the first of these that fits:
/// 1. the folder that it lies in is called by one digit: `7/scan-3.png` is a 7;
/// 2. it is called by digits alone, or by digits before the first of `_`, `-`, `.` or a blank: `7.png`, `7_anna.png`,
///    `7 (2).png`, `4711.png`, `4711-b.png`; six at most, so that dates are none;
/// 3. it ends in one digit after `_` or `-`: `anna-7.png`.
/// Directories before the last one, and what comes behind the last dot, say nothing.
[[nodiscard]] std::optional<LabelText> label_in_name(std::string_view file_name);

}  // namespace digitnet::serve
