#pragma once

#include <string_view>
#include <vector>

namespace digitnet {

/// The instruction sets that this build holds kernels for and this processor runs, slowest first:
/// `baseline`, `avx2` (AVX2 and FMA), `avx512` (AVX-512 F, BW, DQ and VL), and `avx512_bf16` and `amx_bf16`, which
/// compute in float as avx512 does and in bfloat16 with the instructions that they are named for.
[[nodiscard]] std::vector<std::string_view> available_isas();

/// The one in use: the last of available_isas(), or what the environment variable `DIGITNET_ISA` names.
///
/// Read once, at the first use. Throws ArgumentError when DIGITNET_ISA names none of available_isas().
[[nodiscard]] std::string_view active_isa();

}  // namespace digitnet
