#pragma once

#include <cstdint>
#include <vector>

#include "digitnet/shape.hpp"
#include "digitnet/tensor.hpp"

namespace digitnet::bench {

/// Images of noise with a bright bar whose place tells the label: learnt within some dozens of steps, so that what is
/// timed can be seen to learn. peers/labelled_bars.py draws the same.
struct LabelledBars {
  Tensor images;  ///< `[count,28,28,1]`
  std::vector<int> labels;
};

[[nodiscard]] LabelledBars labelled_bars(int count, std::uint32_t seed);

}  // namespace digitnet::bench
