#pragma once

// What the bodies in bfloat16 have in common; they stand beside those in float of the same instruction set, to which
// they leave the shapes that would not gain.

#include "kernels/body.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

/// The upper half of a float.
using Bf16 = std::uint16_t;

/// More channels or units than this are computed in float.
inline constexpr int kLargestBf16Width = 1024;

inline const Kernels& fp32() noexcept {
  return DIGITNET_FP32_ISA::kTable;
}

inline bool uses_bf16(int channels) noexcept {
  return channels % 16 == 0 && channels <= kLargestBf16Width;
}
inline bool uses_bf16(const ConvolutionShape& s) noexcept {
  return s.stride == 1 && uses_bf16(s.in_channels) && uses_bf16(s.out_channels);
}
inline bool uses_bf16(const DenseShape& s) noexcept {
  return s.in % 32 == 0 && uses_bf16(s.out);
}

/// Blocks that the plan measures in floats, as they are used here.
inline Bf16* as_bf16(float* memory) noexcept {
  return reinterpret_cast<Bf16*>(memory);
}
inline const Bf16* as_bf16(const float* memory) noexcept {
  return reinterpret_cast<const Bf16*>(memory);
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
