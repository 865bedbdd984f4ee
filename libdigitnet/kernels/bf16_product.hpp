#pragma once

// One matrix product in bfloat16 with sums in float serves convolution and dense layers, as kernels/product.hpp does in
// float: a row of the left matrix is a pointer and a walk. The product is computed in blocks of kBlockRows x 32, which
// a caller takes from the cache; how a block is multiplied is a matter of the processor (bf16_amx.hpp: tiles,
// bf16_avx512.hpp: vdpbf16ps).

#include "kernels/bf16.hpp"
#include "kernels/share.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

/// Rows `step` apart; a row is `segments` runs of `depth` values, `segment_step` apart. `depth` is a multiple of 32.
struct LeftMatrix {
  const Bf16* start;
  std::ptrdiff_t step;
  int segments;
  std::ptrdiff_t segment_step;
  int depth;
};

inline constexpr int kBlockPanels = 2;
inline constexpr int kBlockColumns = kBlockPanels * kPanel;

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA

#if defined(__AMX_BF16__) || defined(DIGITNET_EMULATED_TILES)
#include "kernels/bf16_amx.hpp"
#else
#include "kernels/bf16_avx512.hpp"
#endif

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

/// A finished block of the product: `rows` x `columns` of it count, rows of `sums` are kBlockColumns apart.
struct Block {
  int first_row, rows;
  int first_column, columns;
  const float* sums;

  /// Writes row `r` to columns [first_column, first_column + columns) of `c`, a row of the result.
  void store_row(int r, const Finish& finish, float* c) const noexcept {
    using namespace Eigen::internal;
    for (int i = 0; i < columns; i += kLanes) {
      float* target = c + first_column + i;
      Packet value = ploadu<Packet>(sums + r * kBlockColumns + i);
      if (finish.accumulate) value = padd(value, ploadu<Packet>(target));
      if (finish.bias != nullptr) value = padd(value, ploadu<Packet>(finish.bias + first_column + i));
      if (finish.relu) value = pmax(value, pset1<Packet>(0.0f));
      pstoreu(target, value);
    }
  }

  /// Writes all of it into a result whose rows are `step` apart.
  void store(const Finish& finish, float* c, std::ptrdiff_t step) const noexcept {
    for (int r = 0; r < rows; ++r) store_row(r, finish, c + (first_row + r) * step);
  }
};

/// Computes rows of a product with `b`, `columns` wide in panels of `panel_size` values, and hands every block to
/// `take`. Left rows are read, and multiplied in vain, up to a multiple of kBlockRows behind the first.
template <class Take>
inline void product_bf16(const LeftMatrix& a, const Share& rows, const Bf16* b, std::ptrdiff_t panel_size, int columns,
                         const Take& take) noexcept {
  const MatrixUnit unit;
  for (int column = 0; column < columns; column += kBlockColumns)  // so that its panels stay in the L1 cache
    for (int row = rows.first; row < rows.last; row += kBlockRows) {
      alignas(64) float sums[kBlockRows * kBlockColumns];
      const Block block{row, std::min(kBlockRows, rows.last - row), column, std::min(kBlockColumns, columns - column),
                        sums};
      LeftMatrix left = a;
      left.start += row * a.step;
      unit.multiply(left, block.rows, b + column / kPanel * panel_size, block.columns > kPanel ? panel_size : 0, sums);
      take(block);
    }
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
