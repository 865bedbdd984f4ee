#pragma once

#include <array>
#include <string>
#include <vector>

#include "digitnet/number_pattern.hpp"
#include "image/line_strip.hpp"
#include "reading/digit_scorer.hpp"

namespace digitnet {

/// How probable the middle of each digit is in a column, and that of none (last).
using ColumnProbabilities = std::array<double, 11>;

/// What a network that looks for the middles of digits says along a line, column after column of a strip.
struct LineScan {
  explicit LineScan(std::vector<DigitScore> network_scores);

  std::vector<DigitScore> scores;            ///< as the network has them
  std::vector<ColumnProbabilities> columns;  ///< as they count in the sums over all ways to place a text
};

/// A text, and how probable it is among all.
struct ScannedText {
  std::string text;
  double probability = 0;
};

[[nodiscard]] LineScan scan_line(const LineStrip& strip, DigitScorer& windows);

/// The most probable texts, best first, the empty one among them; at most `count`. With a pattern, only those that
/// match it, as probable as they are among all texts.
[[nodiscard]] std::vector<ScannedText> find_texts(const LineScan& scan, const NumberPattern* pattern, int count);

/// How probable `text` is among all texts.
[[nodiscard]] double text_probability(const LineScan& scan, const std::string& text);

/// The column of each digit of `text` in the most probable way to place them; empty when there is no room.
[[nodiscard]] std::vector<int> align(const LineScan& scan, const std::string& text);

}  // namespace digitnet
