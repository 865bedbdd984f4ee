#pragma once

// One matrix product serves convolution and dense layers, forward and backward:
//
//   c[row][column] = sum over s, k of a(row)[s * segment_step + k * step] * b[(s * depth + k) * b_step + column]
//
// A row of the left matrix is a pointer and a walk, not a line of memory. So a convolution needs no im2col: in NHWC
// the kernel's row k of an output pixel is one run of kernel * channels floats, a segment.
//
// A tile of rows x packets accumulates in registers while it walks once along both matrices (Goto & van de Geijn
// 2008, with the packing left out: the right matrices here are small enough to stay in the L2 cache). Each element
// is summed in one order that depends on neither tile nor thread.

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

using Packet = Eigen::internal::packet_traits<float>::type;
inline constexpr int kLanes = Eigen::internal::packet_traits<float>::size;
/// The widest tile, in packets: with 32 registers 6 x 4 packets, with 16 registers 6 x 2.
inline constexpr int kMaxPackets = EIGEN_ARCH_DEFAULT_NUMBER_OF_REGISTERS >= 32 ? 4 : 2;

/// How many rows a tile of `packets` packets has: all accumulators, a row of b and one broadcast fit the registers,
/// and the rows' addresses the general ones.
template <int packets>
inline constexpr int kTileRows = packets == kMaxPackets ? 6 : 8;

/// How a row of the left matrix is walked.
struct Walk {
  int segments;
  std::ptrdiff_t segment_step;
  int depth;
  std::ptrdiff_t step;
};

/// What happens to a finished sum: c = sum, + c with `accumulate`, + bias unless null, max(., 0) with `relu`.
struct Finish {
  const float* bias = nullptr;
  bool accumulate = false;
  bool relu = false;
};

template <int rows, int packets>
struct Tile {
  Packet sum[rows][packets];

  void multiply(const float* const (&a)[rows], const Walk& walk, const float* b, std::ptrdiff_t b_step) noexcept {
    using namespace Eigen::internal;
    for (auto& row : sum)
      for (Packet& packet : row) packet = pset1<Packet>(0.0f);
    for (int s = 0; s < walk.segments; ++s) {
      std::ptrdiff_t at = s * walk.segment_step;
      for (int k = 0; k < walk.depth; ++k, at += walk.step, b += b_step) {
        Packet b_row[packets];
        for (int p = 0; p < packets; ++p) b_row[p] = ploadu<Packet>(b + p * kLanes);
        for (int r = 0; r < rows; ++r) {
          const Packet a_value = pset1<Packet>(a[r][at]);
          for (int p = 0; p < packets; ++p) sum[r][p] = pmadd(a_value, b_row[p], sum[r][p]);
        }
      }
    }
  }

  /// Writes the first `columns` columns of row `r`; whole packets straight, a last broken one through a buffer.
  void store(int r, int columns, const Finish& finish, float* c) const noexcept {
    using namespace Eigen::internal;
    for (int p = 0; p < packets; ++p) {
      const int left = columns - p * kLanes;
      float edge[kLanes];
      float* target = left >= kLanes ? c + p * kLanes : edge;
      if (finish.accumulate && left < kLanes) std::copy_n(c + p * kLanes, left, edge);
      Packet value = sum[r][p];
      if (finish.accumulate) value = padd(value, ploadu<Packet>(target));
      if (finish.bias != nullptr) value = padd(value, ploadu<Packet>(finish.bias + p * kLanes));
      if (finish.relu) value = pmax(value, pset1<Packet>(0.0f));
      pstoreu(target, value);
      if (left < kLanes) std::copy_n(edge, left, c + p * kLanes);
    }
  }
};

/// Computes `rows` rows from `first` on; missing ones of a last tile repeat its last row and are not stored.
template <int tile_rows, int packets, class Rows>
inline void product_tile(const Rows& rows, int first, int count, int column, int columns, const Walk& walk,
                         const float* b, std::ptrdiff_t b_step, const Finish& finish) noexcept {
  const float* a[tile_rows];
  for (int r = 0; r < tile_rows; ++r) a[r] = rows.a(first + std::min(r, count - 1));
  Tile<tile_rows, packets> tile;
  tile.multiply(a, walk, b + column, b_step);
  Finish shifted = finish;
  if (shifted.bias != nullptr) shifted.bias += column;
  for (int r = 0; r < count; ++r) tile.store(r, columns, shifted, rows.c(first + r) + column);
}

template <int packets, class Rows>
inline void product_columns(const Rows& rows, int first, int last, int column, int columns, const Walk& walk,
                            const float* b, std::ptrdiff_t b_step, const Finish& finish) noexcept {
  constexpr int tile_rows = kTileRows<packets>;
  for (; last - first > 1; first += tile_rows)
    product_tile<tile_rows, packets>(rows, first, std::min(tile_rows, last - first), column, columns, walk, b, b_step,
                                     finish);
  if (last - first == 1) product_tile<1, packets>(rows, first, 1, column, columns, walk, b, b_step, finish);
}

/// Rows of both matrices that stand `a_step` and `c_step` floats apart.
struct StridedRows {
  const float* a_start;
  std::ptrdiff_t a_step;
  float* c_start;
  std::ptrdiff_t c_step;

  [[nodiscard]] const float* a(int row) const noexcept { return a_start + row * a_step; }
  [[nodiscard]] float* c(int row) const noexcept { return c_start + row * c_step; }
};

/// A rectangle of the result.
struct Range {
  int first_row, last_row;
  int first_column, last_column;
};

/// Computes `range` of the product. `rows.a(i)` is where row i of the left matrix starts, `rows.c(i)` where row i of
/// the result does; b's rows are `b_step` apart.
template <class Rows>
inline void product(const Rows& rows, const Range& range, const Walk& walk, const float* b, std::ptrdiff_t b_step,
                    const Finish& finish) noexcept {
  for (int column = range.first_column; column < range.last_column; column += kMaxPackets * kLanes) {
    const int columns = std::min(range.last_column - column, kMaxPackets * kLanes);
    const int first = range.first_row;
    const int last = range.last_row;
    switch ((columns + kLanes - 1) / kLanes) {
      case 1:
        product_columns<1>(rows, first, last, column, columns, walk, b, b_step, finish);
        break;
      case 2:
        product_columns<2>(rows, first, last, column, columns, walk, b, b_step, finish);
        break;
      case 3:
        if constexpr (kMaxPackets > 2) product_columns<3>(rows, first, last, column, columns, walk, b, b_step, finish);
        break;
      default:
        if constexpr (kMaxPackets > 3) product_columns<4>(rows, first, last, column, columns, walk, b, b_step, finish);
    }
  }
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
