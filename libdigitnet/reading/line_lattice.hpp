#pragma once

#include <vector>

#include "digitnet/image.hpp"
#include "image/ink.hpp"
#include "reading/digit_scorer.hpp"
#include "reading/lattice.hpp"
#include "reading/text_lines.hpp"

namespace digitnet {

/// What the network saw of a segment, and where that lies in the ink map.
struct Candidate {
  Box box;
  Image seen;
};

struct LineLattice {
  Lattice lattice;
  std::vector<Candidate> candidates;  ///< one for each of the lattice's segments
};

/// All ways to divide a line into digits, scored. Ink that the network is sure is one digit is not cut, unless it is to
/// be `thorough`. Without segments when there is no ink, or far more than of a line.
[[nodiscard]] LineLattice make_line_lattice(const InkMap& map, const TextLine& line, DigitScorer& scorer,
                                            bool thorough);

}  // namespace digitnet
