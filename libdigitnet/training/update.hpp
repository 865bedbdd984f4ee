#pragma once

#include <cstddef>
#include <cstdint>

#include "digitnet/optimizer.hpp"
#include "kernels/kernels.hpp"

namespace digitnet {

/// A run of weights with their gradients and their optimiser's state (state2 null where it has one slot).
struct UpdateBlock {
  std::size_t count;
  const float* gradient;
  float* weight;
  float* state1;
  float* state2;
  bool kernel;  ///< of a convolution or a dense layer: AdamW's decay is for these alone
};

/// Which step it is, from 0, and what the schedule multiplies the learning rate with.
struct UpdateStep {
  std::int64_t index;
  float rate_factor;
};

/// One step of `optimizer` on `block`.
void update_block(const Kernels& kernels, const Optimizer& optimizer, const UpdateStep& step,
                  const UpdateBlock& block) noexcept;

}  // namespace digitnet
