#pragma once

#include <string>
#include <vector>

#include "digitnet/dataset.hpp"
#include "image/plane.hpp"
#include "tensor/random.hpp"

namespace digitnet {

/// Digits written beside each other.
struct ComposedLine {
  Plane ink;                    ///< from 0 to 1
  std::string text;             ///< its digits
  std::vector<double> centers;  ///< the middle of each digit's box, in pixels from the left
  double height = 0;            ///< of its digits in the mean, in pixels
};

/// One to eight digits, most of them from `digits`, the others drawn: from far apart to overlapping, upright or
/// slanted, now and then with a joining stroke, a letter or a sign, in any pen's width and size.
[[nodiscard]] ComposedLine compose_line(const Dataset& digits, RandomStream& random);

}  // namespace digitnet
