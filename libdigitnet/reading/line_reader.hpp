#pragma once

#include <optional>

#include "digitnet/reader.hpp"
#include "image/ink.hpp"
#include "reading/digit_scorer.hpp"
#include "reading/text_lines.hpp"

namespace digitnet {

/// The networks that read: one for single digits, and one for windows of lines if there is one.
struct Scorers {
  DigitScorer digits;
  std::optional<DigitScorer> windows;
};

/// Reads one line of a picture; nothing when it cannot be read as the options want it. Boxes are in the picture's
/// pixels.
[[nodiscard]] std::optional<ReadLine> read_line(const InkMap& map, const TextLine& line, Scorers& scorers,
                                                const ReadingOptions& options);

/// Reads a picture of one digit in MNIST's form; nothing when that does not fit the pattern.
[[nodiscard]] std::optional<ReadLine> read_digit(const Image& picture, DigitScorer& scorer,
                                                 const ReadingOptions& options);

}  // namespace digitnet
