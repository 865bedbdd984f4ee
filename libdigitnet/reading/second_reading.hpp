#pragma once

#include <string>
#include <vector>

#include "digitnet/reader.hpp"
#include "image/ink.hpp"
#include "reading/digit_scorer.hpp"
#include "reading/lattice.hpp"
#include "reading/line_scan.hpp"
#include "reading/text_lines.hpp"

namespace digitnet {

/// How many ways to read a line each of the two readings puts up to be weighed.
inline constexpr int kWaysWeighed = 12;

/// A line read again, by the network that looks for digits along it, for where digits touch so that cutting them apart
/// is doubtful.
class SecondReading {
 public:
  /// The line holds more than rim, as one that could be divided does.
  SecondReading(const InkMap& map, const TextLine& line, DigitScorer& windows);

  /// What `first` and this reading find together, the most probable first; `paths` are the lattice's best.
  [[nodiscard]] std::vector<ScannedText> texts(const Lattice& first, const std::vector<Path>& paths,
                                               const NumberPattern* pattern) const;

  /// The digits of `text` where this reading finds them, in the picture's pixels; empty when there is no room.
  [[nodiscard]] std::vector<ReadDigit> digits(const std::string& text) const;

 private:
  [[nodiscard]] Box box_of_ink(int left, int right) const;

  int factor_;
  Box box_;
  Plane ink_;
  LineStrip strip_;
  LineScan scan_;
};

}  // namespace digitnet
