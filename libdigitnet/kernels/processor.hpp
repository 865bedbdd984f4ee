#pragma once

namespace digitnet {

/// AVX-512 F, BW, DQ and VL, and bfloat16 with it.
[[nodiscard]] bool has_avx512() noexcept;
[[nodiscard]] bool has_avx512_bf16() noexcept;

/// Tiles of bfloat16, with the leave of the operating system, which is asked for here (Linux, arch_prctl).
[[nodiscard]] bool has_amx_bf16() noexcept;

/// Whether vdpbf16ps does twice the work of a float's multiplication: Zen 4 and later; not so on Intel's.
[[nodiscard]] bool has_fast_vdpbf16ps() noexcept;

}  // namespace digitnet
