#pragma once

#include "digitnet/image.hpp"
#include "digitnet/reader.hpp"
#include "reading/digit_scorer.hpp"

namespace digitnet {

/// Whether a picture is so small that it is mostly filled by one thing, a digit or something else.
[[nodiscard]] bool is_small(int width, int height);

/// Doubts what was read in a small picture where all its ink together says otherwise: one digit is as sure as the whole
/// ink is that digit, and none where the whole is no digit; a 1 that leans may be a slash; several may be one thing
/// where the picture is about square. Pictures in MNIST's form need none of this: they are of a set of digits.
[[nodiscard]] Reading doubt_parts(Reading reading, const Image& picture, DigitScorer& scorer);

}  // namespace digitnet
