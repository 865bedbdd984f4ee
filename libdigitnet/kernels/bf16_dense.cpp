// Fully connected layers with products in bfloat16 and sums in float; see kernels/dense.cpp. The weights are packed
// twice after every change, for forward and for grad_x. Each caller rounds what stands on the left in its scratch:
// forward a block of x at a time, backward all of grad_y once and x transposed, 32 inputs at a time.

#include "kernels/bf16_product.hpp"
#include "kernels/share.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

namespace {

constexpr int kRowBlock = 64;       // rows of x that forward rounds at a time
constexpr int kForwardDepth = 512;  // and columns
constexpr int kInputBlock = 32;     // inputs whose weight gradient is computed at a time

std::ptrdiff_t panel_size(int depth) noexcept {
  return std::ptrdiff_t{kPanel} * round_up(depth, kDepthStep);
}
std::ptrdiff_t packed_size(int depth, int columns) noexcept {
  return columns / kPanel * panel_size(depth);
}

/// Rounds `count` rows of a matrix, `depth` columns of each, to rows of round_up(depth, kDepthStep) values.
void narrow_rows(const float* matrix, std::ptrdiff_t step, int count, int depth, Bf16* to) noexcept {
  for (int row = 0; row < count; ++row, to += round_up(depth, kDepthStep)) {
    narrow(matrix + row * step, depth, to);
    std::fill(to + depth, to + round_up(depth, kDepthStep), Bf16{0});
  }
}

/// Packs rows of samples.
void pack_samples(const float* rows, int samples, int columns, Bf16* to) noexcept {
  for (int row = 0; row < round_up(samples, kDepthStep); row += 2) {
    const auto at = [&](int i) { return i < samples ? rows + std::ptrdiff_t{i} * columns : kZeros; };
    pack_rows(at(row), at(row + 1), columns, panel_size(samples), to + std::ptrdiff_t{row} * kPanel);
  }
}

/// What backward keeps in scratch: grad_y rounded, `[rows,round_up(out)]`; packed, for sums over the rows; and some
/// inputs of x transposed.
struct BackwardScratch {
  BackwardScratch(const DenseShape& s, Bf16* memory) noexcept
      : rounded(memory),
        packed(rounded + std::ptrdiff_t{round_up(s.rows, kBlockRows)} * round_up(s.out, kDepthStep)),
        transposed(packed + packed_size(s.rows, s.out)),
        end(transposed + std::ptrdiff_t{kInputBlock} * round_up(s.rows, kDepthStep)) {}
  [[nodiscard]] std::ptrdiff_t size() const noexcept { return end - rounded; }

  Bf16* rounded;
  Bf16* packed;
  Bf16* transposed;
  Bf16* end;
};

}  // namespace

KernelMemory dense_memory(const DenseShape& s, Purpose purpose) noexcept {
  if (!uses_bf16(s)) return fp32().dense_memory(s, purpose);
  const std::ptrdiff_t forward = std::ptrdiff_t{kRowBlock} * kForwardDepth;
  const std::ptrdiff_t backward = purpose == Purpose::training ? BackwardScratch(s, nullptr).size() : 0;
  const std::ptrdiff_t scratch = std::max(forward, backward);
  const std::ptrdiff_t packed = packed_size(s.in, s.out) + packed_size(s.out, s.in);
  return {.scratch_floats = static_cast<std::size_t>(scratch) / 2,
          .prepared_floats = static_cast<std::size_t>(packed) / 2};
}

namespace {

/// Packs the weights of inputs [first, last) for grad_x, with zeros up to the whole depth.
void pack_backward(const DenseShape& s, const Share& inputs, const float* weight, Bf16* to) noexcept {
  pack_columns(weight + std::ptrdiff_t{inputs.first} * s.out, s.out, inputs.last - inputs.first, s.out,
               panel_size(s.out), to + inputs.first / kPanel * panel_size(s.out));
  for (int panel = inputs.first / kPanel; panel < inputs.last / kPanel; ++panel)
    std::fill(to + panel * panel_size(s.out) + std::ptrdiff_t{s.out} * kPanel, to + (panel + 1) * panel_size(s.out),
              Bf16{0});
}

}  // namespace

void dense_prepare(const DenseShape& s, Part part, const float* weight, float* prepared) noexcept {
  if (!uses_bf16(s)) return fp32().dense_prepare(s, part, weight, prepared);
  Bf16* forward = as_bf16(prepared);
  Bf16* backward = forward + packed_size(s.in, s.out);
  const Share inputs = share(s.in, kDepthStep, part);
  for (int i = inputs.first; i < inputs.last; i += 2) {
    const float* rows = weight + std::ptrdiff_t{i} * s.out;
    pack_rows(rows, rows + s.out, s.out, panel_size(s.in), forward + std::ptrdiff_t{i} * kPanel);
  }
  pack_backward(s, inputs, weight, backward);
}

void dense_forward(const DenseShape& s, Part part, const LinearForward& data, float* scratch) noexcept {
  if (!uses_bf16(s)) return fp32().dense_forward(s, part, data, scratch);
  const bool by_columns = s.out >= part.count * kBlockColumns;
  const Share columns = by_columns ? share(s.out, kBlockColumns, part) : Share{0, s.out};
  const Share rows = by_columns ? Share{0, s.rows} : share(s.rows, kBlockRows, part);
  const Bf16* packed = as_bf16(data.weights.prepared) + columns.first / kPanel * panel_size(s.in);
  Bf16* rounded = as_bf16(scratch);
  for (int row = rows.first; row < rows.last; row += kRowBlock)
    for (int k = 0; k < s.in; k += kForwardDepth) {
      const int count = std::min(kRowBlock, rows.last - row);
      const int depth = std::min(kForwardDepth, s.in - k);
      narrow_rows(data.x + std::ptrdiff_t{row} * s.in + k, s.in, count, depth, rounded);
      const bool last = k + depth == s.in;
      const Finish finish{
          .bias = last ? data.weights.bias + columns.first : nullptr, .accumulate = k > 0, .relu = last && data.relu};
      float* y = data.y + std::ptrdiff_t{row} * s.out + columns.first;
      product_bf16({rounded, depth, 1, 0, depth}, {0, count}, packed + std::ptrdiff_t{k} * kPanel, panel_size(s.in),
                   columns.last - columns.first, [&](const Block& block) { block.store(finish, y, s.out); });
    }
}

void dense_start_backward(const DenseShape& s, const float* grad_y, float* memory) noexcept {
  if (!uses_bf16(s)) return fp32().dense_start_backward(s, grad_y, memory);
  const BackwardScratch scratch(s, as_bf16(memory));
  narrow_rows(grad_y, s.out, s.rows, s.out, scratch.rounded);
  pack_samples(grad_y, s.rows, s.out, scratch.packed);
}

void dense_backward(const DenseShape& s, const DenseBackward& data, float* memory) noexcept {
  if (!uses_bf16(s)) return fp32().dense_backward(s, data, memory);
  const BackwardScratch scratch(s, as_bf16(memory));
  const int samples = round_up(s.rows, kDepthStep);
  for (int first = data.first; first < data.last; first += kInputBlock) {
    transpose_narrow(data.x + first, s.in, s.rows, kInputBlock, scratch.transposed, samples);
    float* grad_weight = data.grad_weight + std::ptrdiff_t{first - data.first} * s.out;
    product_bf16({scratch.transposed, samples, 1, 0, samples}, {0, kInputBlock}, scratch.packed, panel_size(s.rows),
                 s.out, [&](const Block& block) { block.store({}, grad_weight, s.out); });
  }
  if (data.grad_x == nullptr) return;
  const int depth = round_up(s.out, kDepthStep);
  const Bf16* packed =
      as_bf16(data.weights.prepared) + packed_size(s.in, s.out) + data.first / kPanel * panel_size(s.out);
  product_bf16({scratch.rounded, depth, 1, 0, depth}, {0, s.rows}, packed, panel_size(s.out), data.last - data.first,
               [&](const Block& block) { block.store({}, data.grad_x + data.first, s.in); });
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
