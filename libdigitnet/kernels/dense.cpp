// Fully connected layers as products over the whole batch; see kernels/product.hpp.
//
//   forward          y      [rows,out] = x w + bias       in blocks of 256 inputs, so that a block of w stays in L2
//   backward input   grad_x [rows,in]  = grad_y w^T
//   backward weight  grad_w [in,out]   = x^T grad_y
//
// Backward goes through the weights once, in panels of 128 inputs: a panel is transposed in scratch for the first
// product, and the gradient of the second may be used up while both are still in the cache.

#include "kernels/body.hpp"
#include "kernels/product.hpp"
#include "kernels/share.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

namespace {

constexpr int kDepthBlock = 256;

/// Columns are divided where there are enough of them, so that each part reads only its share of the weights.
Range forward_range(const DenseShape& s, Part part) noexcept {
  const int column_group = 2 * kLanes;
  if (s.out >= part.count * column_group) {
    const Share columns = share(s.out, column_group, part);
    return {0, s.rows, columns.first, columns.last};
  }
  const Share rows = share(s.rows, kTileRows<kMaxPackets>, part);
  return {rows.first, rows.last, 0, s.out};
}

/// Transposes `rows` rows of `columns` floats at `from` to `to`, where rows are kDensePanel apart.
void transpose(int rows, int columns, const float* from, float* to) noexcept {
  using namespace Eigen::internal;
  for (int row = 0; row < rows; row += kLanes)
    for (int column = 0; column < columns; column += kLanes) {
      const float* source = from + std::ptrdiff_t{row} * columns + column;
      float* target = to + std::ptrdiff_t{column} * kDensePanel + row;
      if (row + kLanes <= rows && column + kLanes <= columns) {
        PacketBlock<Packet, kLanes> block;
        for (int i = 0; i < kLanes; ++i) block.packet[i] = ploadu<Packet>(source + std::ptrdiff_t{i} * columns);
        ptranspose(block);
        for (int i = 0; i < kLanes; ++i) pstoreu(target + std::ptrdiff_t{i} * kDensePanel, block.packet[i]);
        continue;
      }
      for (int i = 0; i < std::min(kLanes, rows - row); ++i)
        for (int j = 0; j < std::min(kLanes, columns - column); ++j)
          target[j * kDensePanel + i] = source[std::ptrdiff_t{i} * columns + j];
    }
}

}  // namespace

void dense_prepare(const DenseShape& /*s*/, Part /*part*/, const float* /*weight*/, float* /*prepared*/) noexcept {}

void dense_forward(const DenseShape& s, Part part, const LinearForward& data, float* /*scratch*/) noexcept {
  const Range range = forward_range(s, part);
  for (int first = 0; first < s.in; first += kDepthBlock) {
    const int depth = std::min(kDepthBlock, s.in - first);
    const bool last = first + depth == s.in;
    const StridedRows rows{data.x + first, s.in, data.y, s.out};
    const Finish finish{.bias = last ? data.weights.bias : nullptr, .accumulate = first > 0, .relu = last && data.relu};
    product(rows, range, {1, 0, depth, 1}, data.weights.weight + std::ptrdiff_t{first} * s.out, s.out, finish);
  }
}

void dense_start_backward(const DenseShape& /*s*/, const float* /*grad_y*/, float* /*scratch*/) noexcept {}

void dense_backward(const DenseShape& s, const DenseBackward& data, float* scratch) noexcept {
  const int width = data.last - data.first;
  // Rows of x are often a power of two apart, so that their columns would share a few sets of the cache.
  for (int first = 0; first < s.rows; first += kDenseRows) {
    const int rows = std::min(kDenseRows, s.rows - first);
    for (int row = 0; row < rows; ++row)
      std::copy_n(data.x + std::ptrdiff_t{first + row} * s.in + data.first, width, scratch + row * kDensePanel);
    product(StridedRows{scratch, 1, data.grad_weight, s.out}, {0, width, 0, s.out}, {1, 0, rows, kDensePanel},
            data.grad_y + std::ptrdiff_t{first} * s.out, s.out, {.accumulate = first > 0});
  }
  if (data.grad_x == nullptr) return;
  float* transposed = scratch + kDenseRows * kDensePanel;
  transpose(width, s.out, data.weights.weight + std::ptrdiff_t{data.first} * s.out, transposed);
  product(StridedRows{data.grad_y, s.out, data.grad_x + data.first, s.in}, {0, s.rows, 0, width}, {1, 0, s.out, 1},
          transposed, kDensePanel, {});
}

void dense_backward_bias(const DenseShape& s, const float* grad_y, float* grad_bias) noexcept {
  std::fill_n(grad_bias, s.out, 0.0f);
  for (int row = 0; row < s.rows; ++row)
    for (int o = 0; o < s.out; ++o) grad_bias[o] += grad_y[std::ptrdiff_t{row} * s.out + o];
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
