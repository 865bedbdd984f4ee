#pragma once

// The AMX instructions that kernels/bf16_amx.hpp uses, in plain C++ and under the names of their intrinsics, so that
// what is built on them is tested on every machine ("Intel 64 and IA-32 Architectures Software Developer's Manual",
// volume 2). The order in which the instruction adds up is not imitated, nor that it takes subnormals for zero.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

struct EmulatedTile {
  std::uint32_t words[16][16];
};

inline EmulatedTile& emulated_tile(int number) noexcept {
  static thread_local EmulatedTile tiles[8];
  return tiles[number];
}

inline float upper_half(std::uint32_t word) noexcept {
  return std::bit_cast<float>(word & 0xffff0000U);
}

inline void _tile_loadconfig(const void* /*configuration*/) noexcept {}
inline void _tile_release() noexcept {}

inline void _tile_zero(int tile) noexcept {
  std::memset(&emulated_tile(tile), 0, sizeof(EmulatedTile));
}

inline void _tile_loadd(int tile, const void* base, std::ptrdiff_t stride_bytes) noexcept {
  for (int row = 0; row < 16; ++row)
    std::memcpy(emulated_tile(tile).words[row], static_cast<const char*>(base) + row * stride_bytes, 64);
}

inline void _tile_stored(int tile, void* base, std::ptrdiff_t stride_bytes) noexcept {
  for (int row = 0; row < 16; ++row)
    std::memcpy(static_cast<char*>(base) + row * stride_bytes, emulated_tile(tile).words[row], 64);
}

inline void _tile_dpbf16ps(int sums, int a, int b) noexcept {
  for (int row = 0; row < 16; ++row)
    for (int k = 0; k < 16; ++k)
      for (int column = 0; column < 16; ++column) {
        const std::uint32_t left = emulated_tile(a).words[row][k];
        const std::uint32_t right = emulated_tile(b).words[k][column];
        std::uint32_t& word = emulated_tile(sums).words[row][column];
        float sum = std::bit_cast<float>(word);
        sum += upper_half(left << 16U) * upper_half(right << 16U);
        sum += upper_half(left) * upper_half(right);
        word = std::bit_cast<std::uint32_t>(sum);
      }
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
