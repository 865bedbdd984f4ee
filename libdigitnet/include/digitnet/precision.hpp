#pragma once

namespace digitnet {

/// The numbers that convolutions and dense layers multiply. Sums, weights, gradients and everything else are floats of
/// 32 bits in either case.
enum class Precision {
  fp32,  ///< floats of 32 bits
  /// bfloat16, the upper half of a float: 8 bits of precision, relative error up to 2^-9. Where the processor has no
  /// instructions for it (AMX, or AVX-512 BF16) or a layer's shape would not gain, the same as fp32.
  bf16,
  /// bf16 for the layers that are faster with it on this processor, else fp32. Training and predicting may differ in
  /// it; validation while training is as training.
  automatic
};

/// What training with `wanted` comes to under active_isa(): fp32 or bf16. Throws as active_isa() does.
[[nodiscard]] Precision training_precision(Precision wanted);

}  // namespace digitnet
