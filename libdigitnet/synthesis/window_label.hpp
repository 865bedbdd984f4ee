#pragma once

#include <optional>
#include <span>
#include <string>

namespace digitnet {

/// A window is one of a digit up to so many of MNIST's pixels from its middle.
inline constexpr double kAtDigit_px = 1.5;

/// What a window of a line shows whose middle is at `x`, among digits whose middles are at `centers`, all in MNIST's
/// pixels: the label of the digit in `text` that is there, kNonDigit between digits, nothing where it could be either
/// or one of two.
[[nodiscard]] std::optional<int> window_label(double x, std::span<const double> centers, const std::string& text);

}  // namespace digitnet
