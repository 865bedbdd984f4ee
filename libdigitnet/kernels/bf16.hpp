#pragma once

// bfloat16, the upper half of a float, and the matrices that products in bfloat16 read.
//
// A right matrix b `[depth,columns]` is packed in panels of 16 columns, `[panel][depth / 2][16][2]`: what stands next
// to each other are two values of one column, which one instruction multiplies with two of a row and adds up. Columns
// are a multiple of 16. What a depth lacks to a multiple of 32 is filled with zeros; therefore it does not matter what
// a left matrix has there, as long as it is finite.

#include <bit>
#include <cstdint>
#include <cstring>

#include "kernels/bf16_body.hpp"
#include "kernels/product.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

inline constexpr int kPanel = 16;      // columns of a panel
inline constexpr int kDepthStep = 32;  // what a depth is a multiple of

/// A row of a right matrix where there is none.
inline constexpr float kZeros[kLargestBf16Width] = {};

inline constexpr int round_up(int count, int of) noexcept {
  return (count + of - 1) / of * of;
}

/// The bits of x with the upper half rounded to nearest, ties to even; NaN stays NaN.
inline std::uint32_t rounded_bits(float x) noexcept {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t nearest = bits + 0x7fffU + (bits >> 16U & 1U);
  return x == x ? nearest : bits | 0x400000U;
}

inline Bf16 to_bf16(float x) noexcept {
  return static_cast<Bf16>(rounded_bits(x) >> 16U);
}

inline void narrow(const float* __restrict x, std::ptrdiff_t count, Bf16* __restrict y) noexcept {
  for (std::ptrdiff_t i = 0; i < count; ++i) y[i] = to_bf16(x[i]);
}

/// Packs two rows of a right matrix, to[panel * panel_size + 2 * column + (0 or 1)].
inline void pack_rows(const float* __restrict even, const float* __restrict odd, int columns, std::ptrdiff_t panel_size,
                      Bf16* __restrict to) noexcept {
  for (int first = 0; first < columns; first += kPanel, to += panel_size) {
    std::uint32_t words[kPanel];
    for (int c = 0; c < kPanel; ++c) words[c] = (rounded_bits(odd[first + c]) & 0xffff0000U) | to_bf16(even[first + c]);
    std::memcpy(to, words, sizeof words);
  }
}

/// Transposes a square of words, [i][j] to [j][i].
inline void transpose_words(const std::uint32_t (&from)[kPanel][kPanel], Bf16* to) noexcept {
  using namespace Eigen::internal;
  const auto* source = reinterpret_cast<const float*>(from);
  auto* target = reinterpret_cast<float*>(to);
  for (int i = 0; i < kPanel; i += kLanes)
    for (int j = 0; j < kPanel; j += kLanes) {
      PacketBlock<Packet, kLanes> block;
      for (int k = 0; k < kLanes; ++k) block.packet[k] = ploadu<Packet>(source + (i + k) * kPanel + j);
      ptranspose(block);
      for (int k = 0; k < kLanes; ++k) pstoreu(target + (j + k) * kPanel + i, block.packet[k]);
    }
}

/// Packs a right matrix that stands transposed, b(k, column) = from[column * step + k].
inline void pack_columns(const float* from, std::ptrdiff_t step, int columns, int depth, std::ptrdiff_t panel_size,
                         Bf16* to) noexcept {
  for (int first = 0; first < columns; first += kPanel, to += panel_size)
    for (int k = 0; k < depth; k += kDepthStep) {
      std::uint32_t words[kPanel][kPanel] = {};
      const int count = std::min(kDepthStep, depth - k);
      for (int c = 0; c < kPanel; ++c) {
        Bf16 column[kDepthStep] = {};
        narrow(from + (first + c) * step + k, count, column);
        std::memcpy(words[c], column, sizeof column);
      }
      Bf16 turned[kPanel * kDepthStep];
      transpose_words(words, turned);
      std::copy_n(turned, kPanel * count, to + std::ptrdiff_t{k} * kPanel);
    }
}

/// Transposes a left matrix: to[column * to_step + row] = x[row * x_step + column], and 0 for rows up to a multiple
/// of 32. Reads columns up to a whole packet.
inline void transpose_narrow(const float* x, std::ptrdiff_t x_step, int rows, int columns, Bf16* to,
                             std::ptrdiff_t to_step) noexcept {
  using namespace Eigen::internal;
  for (int row = 0; row < round_up(rows, kDepthStep); row += kLanes)
    for (int column = 0; column < columns; column += kLanes) {
      const float* corner = x + row * x_step + column;
      const int left = rows - row;
      PacketBlock<Packet, kLanes> block;
      if (left >= kLanes)
        for (int k = 0; k < kLanes; ++k) block.packet[k] = ploadu<Packet>(corner + k * x_step);
      else
        for (int k = 0; k < kLanes; ++k)
          block.packet[k] = k < left ? ploadu<Packet>(corner + k * x_step) : pzero(Packet{});
      ptranspose(block);
      for (int k = 0; k < std::min(kLanes, columns - column); ++k) {
        float values[kLanes];
        pstoreu(values, block.packet[k]);
        narrow(values, kLanes, to + (column + k) * to_step + row);
      }
    }
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
