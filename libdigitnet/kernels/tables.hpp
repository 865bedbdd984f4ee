#pragma once

#include "kernels/kernels.hpp"

// One table for each instruction set this build has kernels for; the sources behind them are the same. Those named
// after bfloat16 are avx512's, with the products in bfloat16.
namespace digitnet::kernel_bodies {

namespace baseline {
extern const Kernels kTable;
}
namespace avx2 {
extern const Kernels kTable;
}
namespace avx512 {
extern const Kernels kTable;
}
namespace avx512_bf16 {
[[nodiscard]] const Kernels& table() noexcept;
/// For training: 3x3 convolutions by Winograd's algorithm, and dense layers in float.
[[nodiscard]] const Kernels& training_table() noexcept;
/// Only the dense layers in bfloat16.
[[nodiscard]] const Kernels& dense_table() noexcept;
}  // namespace avx512_bf16
namespace amx_bf16 {
[[nodiscard]] const Kernels& table() noexcept;
}

}  // namespace digitnet::kernel_bodies
