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

/// How many rows a tile of `packets` packets has at most: all sums, a row of b and one broadcast fit the registers, and
/// the rows' addresses the general ones.
template <int packets>
inline constexpr int kTileRows = packets == kMaxPackets ? 6
                                 : packets == 3         ? 8
                                                        : 12;
inline constexpr int kMaxTileRows = 12;

/// What a tile multiplies and adds up: floats. Another arithmetic may see something else in the 32 bits of each element
/// of both matrices; the sums are floats.
struct FloatArithmetic {
  static Packet multiply_add(const Packet& a, const Packet& b, const Packet& sum) noexcept {
    return Eigen::internal::pmadd(a, b, sum);
  }
};

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

/// The rows of a tile, in the left matrix and in the result.
struct TileRows {
  const float* a[kMaxTileRows];
  float* c[kMaxTileRows];
};

/// The columns of a tile, from `first` on, which stand at `b` in the right matrix.
struct TileColumns {
  const float* b;
  std::ptrdiff_t b_step;
  int first, count;
};

/// What finishes a row whose columns fill no whole packets.
EIGEN_DONT_INLINE inline void finish_row(int columns, const float* values, const Finish& finish, float* c) noexcept {
  for (int column = 0; column < columns; ++column) {
    float value = values[column];
    if (finish.accumulate) value += c[column];
    if (finish.bias != nullptr) value += finish.bias[column];
    c[column] = finish.relu && value < 0 ? 0 : value;  // NaN stays NaN
  }
}

/// The sums of a tile. All loops over them have constant bounds, so that they never leave the registers.
template <class Arithmetic, int rows, int packets>
struct Tile {
  Packet sum[rows][packets];

  EIGEN_ALWAYS_INLINE void multiply(const TileRows& at, const TileColumns& columns, const Walk& walk) noexcept {
    using namespace Eigen::internal;
#pragma GCC unroll 12
    for (auto& row : sum)
#pragma GCC unroll 12
      for (Packet& packet : row) packet = pset1<Packet>(0.0f);
    const float* b = columns.b;
    for (int s = 0; s < walk.segments; ++s) {
      const float* a[rows];
#pragma GCC unroll 12
      for (int r = 0; r < rows; ++r) a[r] = at.a[r] + s * walk.segment_step;
      std::ptrdiff_t k = 0;
      for (int left = walk.depth; left > 0; --left, k += walk.step, b += columns.b_step) {
        Packet b_row[packets];
#pragma GCC unroll 12
        for (int p = 0; p < packets; ++p) b_row[p] = ploadu<Packet>(b + p * kLanes);
#pragma GCC unroll 12
        for (int r = 0; r < rows; ++r) {
          const Packet a_value = pset1<Packet>(a[r][k]);
#pragma GCC unroll 12
          for (int p = 0; p < packets; ++p) sum[r][p] = Arithmetic::multiply_add(a_value, b_row[p], sum[r][p]);
        }
      }
    }
  }

  /// For a tile whose last packet is whole.
  EIGEN_ALWAYS_INLINE void store(const TileRows& at, const Finish& finish) noexcept {
    using namespace Eigen::internal;
    if (finish.accumulate)
#pragma GCC unroll 12
      for (int r = 0; r < rows; ++r)
#pragma GCC unroll 12
        for (int p = 0; p < packets; ++p) sum[r][p] = padd(sum[r][p], ploadu<Packet>(at.c[r] + p * kLanes));
    if (finish.bias != nullptr)
#pragma GCC unroll 12
      for (int p = 0; p < packets; ++p) {
        const Packet bias = ploadu<Packet>(finish.bias + p * kLanes);
#pragma GCC unroll 12
        for (int r = 0; r < rows; ++r) sum[r][p] = padd(sum[r][p], bias);
      }
    if (finish.relu)
#pragma GCC unroll 12
      for (auto& row : sum)
#pragma GCC unroll 12
        for (Packet& packet : row) packet = pmax(packet, pset1<Packet>(0.0f));
#pragma GCC unroll 12
    for (int r = 0; r < rows; ++r)
#pragma GCC unroll 12
      for (int p = 0; p < packets; ++p) pstoreu(at.c[r] + p * kLanes, sum[r][p]);
  }

  /// For a tile of `columns` columns, its last packet broken.
  void store_broken(const TileRows& at, int columns, const Finish& finish) const noexcept {
#pragma GCC unroll 12
    for (int r = 0; r < rows; ++r) {
      float values[packets * kLanes];
#pragma GCC unroll 12
      for (int p = 0; p < packets; ++p) Eigen::internal::pstoreu(values + p * kLanes, sum[r][p]);
      finish_row(columns, values, finish, at.c[r]);
    }
  }
};

/// Computes a tile of `count` rows, which are at most `rows`.
template <class Arithmetic, int packets, int rows = kTileRows<packets>>
void product_tile(int count, const TileRows& at, const TileColumns& columns, const Walk& walk,
                  const Finish& finish) noexcept {
  if constexpr (rows > 1)
    if (count < rows) return product_tile<Arithmetic, packets, rows - 1>(count, at, columns, walk, finish);
  Tile<Arithmetic, rows, packets> tile;
  tile.multiply(at, columns, walk);
  if (columns.count == packets * kLanes) return tile.store(at, finish);
  tile.store_broken(at, columns.count, finish);
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

/// Cuts the rows of `range` into tiles of as equal a height as can be: no row is computed in vain.
template <class Arithmetic, int packets, class Rows>
void product_columns(const Rows& rows, const Range& range, const TileColumns& columns, const Walk& walk,
                     const Finish& finish) noexcept {
  const std::ptrdiff_t height = range.last_row - range.first_row;
  const std::ptrdiff_t tiles = (height + kTileRows<packets> - 1) / kTileRows<packets>;
  for (std::ptrdiff_t tile = 0; tile < tiles; ++tile) {
    const int begin = range.first_row + static_cast<int>(height * tile / tiles);
    const int end = range.first_row + static_cast<int>(height * (tile + 1) / tiles);
    TileRows at;
    for (int r = 0; r < end - begin; ++r) {
      at.a[r] = rows.a(begin + r);
      at.c[r] = rows.c(begin + r) + columns.first;
    }
    product_tile<Arithmetic, packets>(end - begin, at, columns, walk, finish);
  }
}

/// The step of a right matrix in panels: the columns of a widest tile, row by row, then those of the next, so that a
/// tile reads memory from one end to the other. For matrices that are not in the cache when they are wanted.
inline constexpr std::ptrdiff_t kInPanels = 0;

/// Where element `[row,column]` of a matrix `[rows,columns]` in panels stands.
inline std::ptrdiff_t place_in_panels(std::ptrdiff_t row, std::ptrdiff_t column, std::ptrdiff_t rows,
                                      std::ptrdiff_t columns) noexcept {
  constexpr std::ptrdiff_t kWidth = kMaxPackets * kLanes;
  const std::ptrdiff_t first = column / kWidth * kWidth;
  return first * rows + row * std::min(kWidth, columns - first) + column - first;
}

/// Computes `range` of the product. `rows.a(i)` is where row i of the left matrix starts, `rows.c(i)` where row i of
/// the result does; b's rows are `b_step` apart, or it is kInPanels.
template <class Arithmetic = FloatArithmetic, class Rows>
inline void product(const Rows& rows, const Range& range, const Walk& walk, const float* b, std::ptrdiff_t b_step,
                    const Finish& finish) noexcept {
  for (int column = range.first_column; column < range.last_column; column += kMaxPackets * kLanes) {
    const int count = std::min(range.last_column - column, kMaxPackets * kLanes);
    const TileColumns columns =
        b_step == kInPanels
            ? TileColumns{b + place_in_panels(0, column, std::ptrdiff_t{walk.segments} * walk.depth, range.last_column),
                          count, column, count}
            : TileColumns{b + column, b_step, column, count};
    Finish shifted = finish;
    if (shifted.bias != nullptr) shifted.bias += column;
    switch ((columns.count + kLanes - 1) / kLanes) {
      case 1:
        product_columns<Arithmetic, 1>(rows, range, columns, walk, shifted);
        break;
      case 2:
        product_columns<Arithmetic, 2>(rows, range, columns, walk, shifted);
        break;
      case 3:
        if constexpr (kMaxPackets > 2) product_columns<Arithmetic, 3>(rows, range, columns, walk, shifted);
        break;
      default:
        if constexpr (kMaxPackets > 3) product_columns<Arithmetic, 4>(rows, range, columns, walk, shifted);
    }
  }
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
