// Fully connected layers with products in bfloat16 and sums in float; see kernels/dense.cpp. The weights are packed
// twice after every change, for forward and for backward input; what stands on the left is rounded, and for backward
// weight turned around, in scratch.

#include "kernels/bf16_product.hpp"
#include "kernels/share.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

namespace {

constexpr int kRowBlock = 64;        // rows of x or grad_y that are rounded at a time
constexpr int kForwardDepth = 512;   // likewise columns of x
constexpr int kSampleBlock = 512;    // samples that a weight gradient sums over at a time
constexpr int kInputBlock = 32;      // inputs whose weight gradient is computed at a time

std::ptrdiff_t panel_size(int depth) noexcept {
  return std::ptrdiff_t{kPanel} * whole(depth, kDepthStep);
}
std::ptrdiff_t packed_size(int depth, int columns) noexcept {
  return columns / kPanel * panel_size(depth);
}

/// Rounds `count` rows of a matrix, `depth` columns of each, to rows of whole(depth, kDepthStep) values.
void narrow_rows(const float* matrix, std::ptrdiff_t step, int count, int depth, Bf16* to) noexcept {
  for (int row = 0; row < count; ++row, to += whole(depth, kDepthStep)) {
    narrow(matrix + row * step, depth, to);
    std::fill(to + depth, to + whole(depth, kDepthStep), Bf16{0});
  }
}

/// Packs rows of samples.
void pack_samples(const float* rows, int samples, int columns, Bf16* to) noexcept {
  for (int row = 0; row < whole(samples, kDepthStep); row += 2) {
    const auto at = [&](int i) { return i < samples ? rows + std::ptrdiff_t{i} * columns : kZeros; };
    pack_rows(at(row), at(row + 1), columns, panel_size(samples), to + std::ptrdiff_t{row} * kPanel);
  }
}

void sum_rows(const DenseShape& s, const float* rows, float* sums) noexcept {
  std::fill_n(sums, s.out, 0.0f);
  for (int row = 0; row < s.rows; ++row)
    for (int o = 0; o < s.out; ++o) sums[o] += rows[std::ptrdiff_t{row} * s.out + o];
}

}  // namespace

KernelMemory dense_memory(const DenseShape& s) noexcept {
  if (!uses_bf16(s)) return fp32().dense_memory(s);
  const std::ptrdiff_t rounded = std::ptrdiff_t{kRowBlock} * std::max(kForwardDepth, whole(s.out, kDepthStep));
  const std::ptrdiff_t turned = std::ptrdiff_t{kInputBlock} * kSampleBlock + packed_size(kSampleBlock, s.out);
  const std::ptrdiff_t packed = packed_size(s.in, s.out) + packed_size(s.out, s.in);
  return {.scratch_floats = static_cast<std::size_t>(std::max(rounded, turned)) / 2,
          .prepared_floats = static_cast<std::size_t>(packed) / 2};
}

void dense_prepare(const DenseShape& s, Part part, const float* weight, float* prepared) noexcept {
  if (!uses_bf16(s)) return fp32().dense_prepare(s, part, weight, prepared);
  Bf16* forward = as_bf16(prepared);
  Bf16* backward = forward + packed_size(s.in, s.out);
  const Share inputs = share(s.in, kDepthStep, part);
  for (int i = inputs.first; i < inputs.last; i += 2) {
    const float* rows = weight + std::ptrdiff_t{i} * s.out;
    pack_rows(rows, rows + s.out, s.out, panel_size(s.in), forward + std::ptrdiff_t{i} * kPanel);
  }
  pack_columns(weight + std::ptrdiff_t{inputs.first} * s.out, s.out, inputs.last - inputs.first, s.out,
               panel_size(s.out), backward + inputs.first / kPanel * panel_size(s.out));
}

void dense_forward(const DenseShape& s, Part part, const float* x, const Weights& weights, bool relu, float* y,
                   float* scratch) noexcept {
  if (!uses_bf16(s)) return fp32().dense_forward(s, part, x, weights, relu, y, scratch);
  const Share columns = share(s.out, kBlockColumns, part);
  const Bf16* packed = as_bf16(weights.prepared) + columns.first / kPanel * panel_size(s.in);
  if (columns.first == columns.last) return;
  Bf16* rounded = as_bf16(scratch);
  for (int row = 0; row < s.rows; row += kRowBlock)
    for (int k = 0; k < s.in; k += kForwardDepth) {
      const int count = std::min(kRowBlock, s.rows - row);
      const int depth = std::min(kForwardDepth, s.in - k);
      narrow_rows(x + std::ptrdiff_t{row} * s.in + k, s.in, count, depth, rounded);
      const LeftMatrix left{rounded, whole(depth, kDepthStep), 1, 0, whole(depth, kDepthStep)};
      const bool last = k + depth == s.in;
      const Finish finish{
          .bias = last ? weights.bias + columns.first : nullptr, .accumulate = k > 0, .relu = last && relu};
      product_bf16(left, count, packed + std::ptrdiff_t{k} * kPanel, panel_size(s.in), columns.last - columns.first,
                   [&](const Block& block) { block.store(finish, y + std::ptrdiff_t{row} * s.out + columns.first, s.out); });
    }
}

void dense_backward_input(const DenseShape& s, Part part, const float* grad_y, const Weights& weights, float* grad_x,
                          float* scratch) noexcept {
  if (!uses_bf16(s)) return fp32().dense_backward_input(s, part, grad_y, weights, grad_x, scratch);
  const Share inputs = share(s.in, kBlockColumns, part);
  const Bf16* packed =
      as_bf16(weights.prepared) + packed_size(s.in, s.out) + inputs.first / kPanel * panel_size(s.out);
  Bf16* rounded = as_bf16(scratch);
  for (int row = 0; row < s.rows; row += kRowBlock) {
    const int count = std::min(kRowBlock, s.rows - row);
    narrow_rows(grad_y + std::ptrdiff_t{row} * s.out, s.out, count, s.out, rounded);
    const LeftMatrix left{rounded, whole(s.out, kDepthStep), 1, 0, whole(s.out, kDepthStep)};
    product_bf16(left, count, packed, panel_size(s.out), inputs.last - inputs.first, [&](const Block& block) { block.store({}, grad_x + std::ptrdiff_t{row} * s.in + inputs.first, s.in); });
  }
}

void dense_backward_weight(const DenseShape& s, Part part, const float* x, const float* grad_y, float* grad_weight,
                           float* grad_bias, float* scratch) noexcept {
  if (!uses_bf16(s)) return fp32().dense_backward_weight(s, part, x, grad_y, grad_weight, grad_bias, scratch);
  const Share inputs = share(s.in, kInputBlock, part);
  Bf16* turned = as_bf16(scratch);
  Bf16* gradients = turned + std::ptrdiff_t{kInputBlock} * kSampleBlock;
  for (int first = 0; first < s.rows; first += kSampleBlock) {
    const int samples = std::min(kSampleBlock, s.rows - first);
    const int depth = whole(samples, kDepthStep);
    const float* grad = grad_y + std::ptrdiff_t{first} * s.out;
    pack_samples(grad, samples, s.out, gradients);
    for (int input = inputs.first; input < inputs.last; input += kInputBlock) {
      const int count = std::min(kInputBlock, inputs.last - input);
      transpose_narrow(x + std::ptrdiff_t{first} * s.in + input, s.in, samples, count, turned, kSampleBlock);
      product_bf16({turned, kSampleBlock, 1, 0, depth}, count, gradients, panel_size(depth), s.out,
                   [&](const Block& block) {
                     block.store({.accumulate = first > 0}, grad_weight + std::ptrdiff_t{input} * s.out, s.out);
                   });
    }
  }
  if (part.index == 0) sum_rows(s, grad_y, grad_bias);
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
