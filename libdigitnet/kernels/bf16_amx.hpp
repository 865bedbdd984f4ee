#pragma once

// Blocks of 32 x 32 in four of the eight AMX tiles; the others take 32 rows and 32 columns for a depth of 32.

#ifdef DIGITNET_EMULATED_TILES
#include "emulated_tiles.hpp"
#else
#include <immintrin.h>
#endif

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

inline constexpr int kTileRows16 = 16;
inline constexpr int kTileRowBytes = 64;
inline constexpr int kBlockRows = 2 * kTileRows16;

/// What ldtilecfg reads (Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1, section 18.4).
struct alignas(64) TileConfiguration {
  std::uint8_t palette = 1;
  std::uint8_t start_row = 0;
  std::uint8_t reserved[14] = {};
  std::uint16_t row_bytes[16] = {};
  std::uint8_t rows[16] = {};
};

/// Owns the tiles of this thread as long as it lives: eight full ones.
class MatrixUnit {
 public:
  MatrixUnit() noexcept {
    TileConfiguration configuration;
    for (int tile = 0; tile < 8; ++tile) {
      configuration.row_bytes[tile] = kTileRowBytes;
      configuration.rows[tile] = kTileRows16;
    }
    asm volatile("" : : "m"(configuration) : "memory");  // g++ 12 takes _tile_loadconfig for reading eight bytes
    _tile_loadconfig(&configuration);
  }
  ~MatrixUnit() { _tile_release(); }
  MatrixUnit(const MatrixUnit&) = delete;
  MatrixUnit& operator=(const MatrixUnit&) = delete;

  /// With `panel_size` 0, one panel is computed twice.
  void multiply(const LeftMatrix& a, int /*rows*/, const Bf16* b, std::ptrdiff_t panel_size,
                float* sums) const noexcept {
    const std::ptrdiff_t a_step_bytes = a.step * static_cast<std::ptrdiff_t>(sizeof(Bf16));
    constexpr std::ptrdiff_t sums_step_bytes = kBlockColumns * sizeof(float);
    asm volatile("" ::: "memory");  // and _tile_loadd for reading none
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
    for (int s = 0; s < a.segments; ++s) {
      const Bf16* at = a.start + s * a.segment_step;
      for (int k = 0; k < a.depth; k += kDepthStep, b += kPanel * kDepthStep) {
        _tile_loadd(4, at + k, a_step_bytes);
        _tile_loadd(5, at + k + kTileRows16 * a.step, a_step_bytes);
        _tile_loadd(6, b, kTileRowBytes);
        _tile_loadd(7, b + panel_size, kTileRowBytes);
        _tile_dpbf16ps(0, 4, 6);
        _tile_dpbf16ps(1, 4, 7);
        _tile_dpbf16ps(2, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
      }
    }
    _tile_stored(0, sums, sums_step_bytes);
    _tile_stored(1, sums + kPanel, sums_step_bytes);
    _tile_stored(2, sums + kTileRows16 * kBlockColumns, sums_step_bytes);
    _tile_stored(3, sums + kTileRows16 * kBlockColumns + kPanel, sums_step_bytes);
    asm volatile("" ::: "memory");
  }
};

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
