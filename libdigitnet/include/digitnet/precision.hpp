#pragma once

namespace digitnet {

/// The numbers that convolutions and dense layers multiply. Sums, weights, gradients and everything else are floats of
/// 32 bits in either case.
enum class Precision {
  fp32,  ///< floats of 32 bits
  /// bfloat16, the upper half of a float: 8 bits of precision, relative error up to 2^-9, subnormals count as zero.
  /// With AMX the bits of a result differ from those with AVX-512 BF16. The same as fp32 where the processor has
  /// neither, for convolutions with a stride or with channels that are no multiple of 16 up to 1,024, and for dense
  /// layers unless inputs are a multiple of 32 and units one of 16 up to 1,024. Training with AVX-512 BF16 computes
  /// dense layers in floats and 3x3 convolutions by Winograd's algorithm, whose outputs and gradients carry about 2 %
  /// of rounding noise instead of 0.3 %.
  bf16,
  /// bf16 for the layers that are faster with it on this processor, else fp32. Training and predicting may differ in
  /// it, and with AVX-512 BF16 training does in the maker of the processor; validation while training is as predicting.
  automatic
};

/// What training with `wanted` comes to under active_isa(): fp32 or bf16. Throws as active_isa() does.
[[nodiscard]] Precision training_precision(Precision wanted);

}  // namespace digitnet
