#pragma once

// Blocks of 8 x 32 in registers with vdpbf16ps: two values of a row, broadcast, times two of each of 16 columns.

#include <immintrin.h>

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

inline constexpr int kBlockRows = 8;

template <int rows, int panels>
inline void multiply_block(const LeftMatrix& a, const Bf16* b, std::ptrdiff_t panel_size, float* sums) noexcept {
  __m512 sum[rows][panels];
  for (auto& row : sum)
    for (__m512& packet : row) packet = _mm512_setzero_ps();
  for (int s = 0; s < a.segments; ++s) {
    const Bf16* at = a.start + s * a.segment_step;
    for (int k = 0; k < a.depth; k += 2, b += 2 * kPanel) {
      __m512bh b_row[panels];
      for (int p = 0; p < panels; ++p) b_row[p] = reinterpret_cast<__m512bh>(_mm512_loadu_si512(b + p * panel_size));
      for (int r = 0; r < rows; ++r) {
        int pair = 0;
        std::memcpy(&pair, at + r * a.step + k, sizeof pair);
        const auto a_pair = reinterpret_cast<__m512bh>(_mm512_set1_epi32(pair));
        for (int p = 0; p < panels; ++p) sum[r][p] = _mm512_dpbf16_ps(sum[r][p], a_pair, b_row[p]);
      }
    }
  }
  for (int r = 0; r < rows; ++r)
    for (int p = 0; p < panels; ++p) _mm512_storeu_ps(sums + r * kBlockColumns + p * kPanel, sum[r][p]);
}

struct MatrixUnit {
  /// One panel when `panel_size` is 0.
  void multiply(const LeftMatrix& a, int rows, const Bf16* b, std::ptrdiff_t panel_size, float* sums) const noexcept {
    if (rows == 1)
      panel_size == 0 ? multiply_block<1, 1>(a, b, 0, sums) : multiply_block<1, 2>(a, b, panel_size, sums);
    else
      panel_size == 0 ? multiply_block<kBlockRows, 1>(a, b, 0, sums)
                      : multiply_block<kBlockRows, 2>(a, b, panel_size, sums);
  }
};

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
