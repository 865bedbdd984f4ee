#include <algorithm>
#include <array>

#include "kernels/kernels.hpp"

namespace digitnet {

namespace {

std::size_t volume(int height, int width, int channels) noexcept {
  return static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
}

int winograd_positions(int tile) noexcept {
  return (tile + 2) * (tile + 2);
}

int winograd_group(int tile) noexcept {
  return tile == kTilesOf6.side ? kTilesOf6.group : tile == kTilesOf4.side ? kTilesOf4.group : kTilesOf2.group;
}

/// Transformed tiles of input and output, the sums of the weight gradients, and what the passes want.
std::size_t winograd_scratch_size(const ConvolutionShape& s) noexcept {
  const int tile = winograd_tile(s);
  const int positions = winograd_positions(tile);
  const std::size_t tiles = volume(positions, winograd_group(tile), s.in_channels + s.out_channels);
  const std::size_t gaps = volume(2, positions, kWinogradGap);
  const std::size_t sums = volume(positions, s.in_channels, s.out_channels);
  return tiles + gaps + sums + winograd_pass_floats(s, tile);
}

/// Reading the kernels of a position takes as long as multiplying so many tiles by them (AVX2, one core, measured).
constexpr int kTilesForKernels = 2;

/// What an image takes, in multiplications for each pair of channels.
int winograd_cost(const ConvolutionShape& s, int tile) noexcept {
  const auto tiles = [tile](int extent) { return (extent + tile - 1) / tile; };
  return (tiles(s.out_height) * tiles(s.out_width) + kTilesForKernels) * winograd_positions(tile);
}

}  // namespace

int winograd_tile(const ConvolutionShape& s) noexcept {
  if (s.kernel != 3 || s.stride != 1 || s.in_channels % 16 != 0 || s.out_channels % 16 != 0 || s.out_height < 4 ||
      s.out_width < 4)
    return 0;
  constexpr std::array<int, 3> kSides{6, 4, 2};
  return *std::ranges::min_element(kSides, {}, [&](int side) { return winograd_cost(s, side); });
}

std::size_t winograd_pass_floats(const ConvolutionShape& s, int tile) noexcept {
  return volume(2, 1, std::max(s.in_channels, s.out_channels)) + volume(tile, tile, s.out_channels);
}

bool fp32_convolution_pools(const ConvolutionShape& s) noexcept {
  return winograd_tile(s) != 0 && s.out_height % 2 == 0 && s.out_width % 2 == 0;
}

KernelMemory fp32_convolution_memory(const ConvolutionShape& s) noexcept {
  const std::size_t turned = volume(s.kernel * s.kernel, s.in_channels, s.out_channels);
  if (const int tile = winograd_tile(s); tile != 0)
    return {.scratch_floats = winograd_scratch_size(s),
            .prepared_floats = turned + volume(2 * winograd_positions(tile), s.in_channels, s.out_channels)};
  const std::size_t visited =
      volume((s.out_height - 1) * s.stride + s.kernel, (s.out_width - 1) * s.stride + s.kernel, s.in_channels);
  const std::size_t spread = volume(s.in_height + s.kernel - 1, s.in_width + s.kernel - 1, s.out_channels);
  return {.scratch_floats = std::max(visited, spread), .prepared_floats = turned};
}

KernelMemory fp32_dense_memory(const DenseShape& s, Purpose purpose) noexcept {
  if (purpose == Purpose::inference) return {};
  return {.scratch_floats = static_cast<std::size_t>(s.out + kDenseRows) * kDensePanel};
}

}  // namespace digitnet
