// Fully connected layers as products over the whole batch; see kernels/product.hpp.
//
//   forward          y      [rows,out] = x w + bias       in blocks of 256 inputs, so that a block of w stays in L2
//   backward input   grad_x [rows,in]  = grad_y w^T       in panels of 64 inputs, each turned around in scratch
//   backward weight  grad_w [in,out]   = x^T grad_y

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

}  // namespace

void dense_prepare(const DenseShape& /*s*/, Part /*part*/, const float* /*weight*/, float* /*prepared*/) noexcept {}

void dense_forward(const DenseShape& s, Part part, const float* x, const Weights& weights, bool relu, float* y,
                   float* /*scratch*/) noexcept {
  const Range range = forward_range(s, part);
  for (int first = 0; first < s.in; first += kDepthBlock) {
    const int depth = std::min(kDepthBlock, s.in - first);
    const bool last = first + depth == s.in;
    const StridedRows rows{x + first, s.in, y, s.out};
    const Finish finish{.bias = last ? weights.bias : nullptr, .accumulate = first > 0, .relu = last && relu};
    product(rows, range, {1, 0, depth, 1}, weights.weight + std::ptrdiff_t{first} * s.out, s.out, finish);
  }
}

void dense_backward_input(const DenseShape& s, Part part, const float* grad_y, const Weights& weights, float* grad_x,
                          float* scratch) noexcept {
  const Share inputs = share(s.in, kDensePanel, part);
  for (int first = inputs.first; first < inputs.last; first += kDensePanel) {
    const int width = std::min(kDensePanel, inputs.last - first);
    for (int i = 0; i < width; ++i)
      for (int o = 0; o < s.out; ++o) scratch[o * kDensePanel + i] = weights.weight[std::ptrdiff_t{first + i} * s.out + o];
    const StridedRows rows{grad_y, s.out, grad_x + first, s.in};
    product(rows, {0, s.rows, 0, width}, {1, 0, s.out, 1}, scratch, kDensePanel, {});
  }
}

void dense_backward_weight(const DenseShape& s, Part part, const float* x, const float* grad_y, float* grad_weight,
                           float* grad_bias, float* /*scratch*/) noexcept {
  const Share inputs = share(s.in, kTileRows<kMaxPackets>, part);
  const StridedRows rows{x, 1, grad_weight, s.out};
  product(rows, {inputs.first, inputs.last, 0, s.out}, {1, 0, s.rows, s.in}, grad_y, s.out, {});
  if (part.index != 0) return;
  for (int o = 0; o < s.out; ++o) {
    float sum = 0;
    for (int row = 0; row < s.rows; ++row) sum += grad_y[std::ptrdiff_t{row} * s.out + o];
    grad_bias[o] = sum;
  }
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
