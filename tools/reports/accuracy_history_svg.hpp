#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "digitnet/evaluate.hpp"

namespace digitnet::cli {

/// One test of a model.
struct TestedAccuracy {
  std::int64_t number = 0;  ///< 1, 2, 3 .. in the order of time
  double accuracy = 0;
  Interval interval;
  bool is_own = false;  ///< of a model of the user's own
  std::string title;    ///< what is told where the point is pointed at
};

/// An SVG picture, 430x352, of the accuracy in tests over time with its interval: a circle for the server's model, a
/// square for a user's own. There is one at least; `tests` are in the order of time.
[[nodiscard]] std::string accuracy_history_svg(const std::vector<TestedAccuracy>& tests);

}  // namespace digitnet::cli
