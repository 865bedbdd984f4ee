#pragma once

#include "digitnet/reader.hpp"
#include "reading/digit_scorer.hpp"

namespace digitnet {

/// What stands in a picture: its ink is found, put together to lines, and those that hold digits are read.
[[nodiscard]] Reading read_page(const Image& picture, DigitScorer& scorer, const ReadingOptions& options);

}  // namespace digitnet
