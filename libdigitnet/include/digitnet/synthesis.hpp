#pragma once

#include <cstddef>
#include <cstdint>

#include "digitnet/dataset.hpp"

namespace digitnet {

/// The class of what is no digit, in models that have one.
inline constexpr int kNonDigit = 10;

/// `count` digits to learn from beside `digits`: some of them written anew, with a bolder or finer pen, at other sizes
/// and sharpness; and drawn ones in forms that people write and MNIST lacks or hardly has (1 with a long upstroke,
/// crossed 7, slashed 0, open 4, 5 with a loose bar), along with the common ones.
///
/// 28x28, as normalize_digit makes them; labels 0 to 9. The same seed gives the same images with any number of threads.
/// Throws ShapeError unless `digits` are 28x28x1 and of ten classes at most, ArgumentError when there are none.
[[nodiscard]] Dataset synthesize_digits(const Dataset& digits, std::size_t count, std::uint64_t seed);

/// `count` images of what a reader meets and must not take for a digit: parts of `digits`, two and three of them side
/// by side, letters and signs, scribbles, blobs, specks and lines.
///
/// 28x28, as normalize_digit makes them; all of class kNonDigit of 11. Throws as synthesize_digits does.
[[nodiscard]] Dataset synthesize_non_digits(const Dataset& digits, std::size_t count, std::uint64_t seed);

/// `count` images drawn at random from `images`, with their labels: half of them as they are, half written anew as
/// synthesize_digits does it, so that real images of another source can be learnt from beside MNIST's.
///
/// `images` are as normalize_digit makes them, of any classes. Throws as synthesize_digits does.
[[nodiscard]] Dataset vary_images(const Dataset& images, std::size_t count, std::uint64_t seed);

/// `count` windows of lines that are composed of `digits` and drawn ones, from far apart to overlapping: of the class
/// of the digit whose middle is in the window's middle (to 1.5 pixels), of kNonDigit where there is none (to 2.5,
/// and nearer half-way between two that overlap).
///
/// 28x28, digits about 20 pixels high, light on black, neighbours and all; 11 classes. The same seed gives the same
/// windows with any number of threads. Throws as synthesize_digits does.
[[nodiscard]] Dataset synthesize_line_windows(const Dataset& digits, std::size_t count, std::uint64_t seed);

}  // namespace digitnet
