#pragma once

#include <span>
#include <vector>

#include "reading/pieces.hpp"

namespace digitnet {
struct CostWeights {
  float cut = 0.7f;          // of each cut
  float crossed = 0.6f;      // for each stroke's width of ink that it crosses
  float overlap = 3;         // for each digit's height by which parts of two digits overlap
  float joined_gap = 8;      // for each digit's height between parts of one digit
  float low = 6;             // for what a digit is lower than the others
  float wide = 2.5f;         // for each digit's height by which a digit is wider than one
  float skipped = 1;         // of leaving out a piece,
  float skipped_size = 9;    // and more the larger it is
  float again = 0.2f;        // for each digit
};
inline CostWeights weights;
}
