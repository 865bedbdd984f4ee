#pragma once

#include "digitnet/model.hpp"

namespace digitnet {

/// Whether fold_batch_norm() would change anything.
[[nodiscard]] bool can_fold_batch_norm(const Model& model);

/// A model that predicts the same (but for rounding) with every batch normalisation right behind a convolution or
/// dense layer folded into that layer's weights: w' = w * gamma / deviation, b' = (b - mean) * gamma / deviation +
/// beta, with the running mean and deviation.
[[nodiscard]] Model fold_batch_norm(const Model& model);

}  // namespace digitnet
