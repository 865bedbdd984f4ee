#pragma once

#include <string>
#include <vector>

#include "digitnet/number_pattern.hpp"
#include "reading/digit_scorer.hpp"
#include "reading/form_cost.hpp"

namespace digitnet {

/// Pieces `first` to `last`, without the latter, taken as one digit.
struct Segment {
  int first = 0;
  int last = 0;
  DigitScore score;
  SegmentForm form;
};

/// All ways to divide the pieces of a line into digits.
struct Lattice {
  std::vector<Segment> segments;   ///< by their first piece
  std::vector<float> piece_sizes;  ///< of each piece the longer side, in digits' heights
};

/// One way to read a line.
struct Path {
  std::vector<int> segments;  ///< indices into Lattice::segments, from left to right
  std::string text;
  float probability = 0;  ///< of the text, among all ways to read the line
};

/// The best ways to read a line, each with another text, the most probable division first; at most `count`. With a
/// pattern, only texts that match it. None when there is no way.
[[nodiscard]] std::vector<Path> find_paths(const Lattice& lattice, const NumberPattern* pattern, int count);

/// How probable `text` is among all ways to read a line; 0 when there is no way.
[[nodiscard]] double text_probability(const Lattice& lattice, const std::string& text);

}  // namespace digitnet
