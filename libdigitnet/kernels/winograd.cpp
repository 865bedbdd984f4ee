// Winograd's minimal filtering F(4x4, 3x3) (Lavin & Gray 2016, section 4): an output tile of 4x4 pixels takes
// 6x6 = 36 multiplications for each pair of channels instead of 16 * 9 = 144.
//
//   forward          Y      = A^T [ (G g G^T) . (B^T d B) ] A      d: 6x6 input tile, g: kernel, Y: 4x4 output tile
//   backward input   the same on grad_y surrounded by zeros, with the kernel turned half around, in and out swapped
//   backward weight  grad g = G^T [ (B^T d B) . (A grad_Y A^T) ] G, the transpose of the forward map
//
// In the middle stand, for each of the 36 positions, products of [tiles,in] by [in,out] matrices. Tiles are numbered
// through all samples and taken kTiles at a time, so that what lies between the transforms stays in the L2 cache.
// The price is rounding: sums and differences in the transforms cost about one decimal digit against the direct
// convolution (docs/decisions/0007-winograd.md).

#include "kernels/winograd.hpp"

#include <limits>

#include "kernels/product.hpp"
#include "kernels/winograd_transforms.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

namespace {

constexpr int kPositions = kWinogradPositions;
constexpr int kTiles = kWinogradTiles;
constexpr int kIn = 6;   // side of an input tile
constexpr int kOut = 4;  // side of an output tile
// Where the transformed kernels stand in the prepared ones, in multiples of in * out.
constexpr std::ptrdiff_t kForwardKernels = 9;
constexpr std::ptrdiff_t kBackwardKernels = kForwardKernels + kPositions;

/// An image with the zeros that a tile may reach into: before it by `pad_top` and `pad_left`, behind it endlessly.
struct Field {
  int height, width, channels;
  int pad_top, pad_left;
};

/// How an output is cut into tiles.
struct Tiling {
  Tiling(int out_height, int out_width)
      : rows((out_height + kOut - 1) / kOut), columns((out_width + kOut - 1) / kOut) {}
  [[nodiscard]] int count() const noexcept { return rows * columns; }

  int rows, columns;
};

/// Where tile `tile`, counted through all samples, stands.
struct TilePlace {
  TilePlace(const Tiling& tiling, int tile) noexcept
      : sample(tile / tiling.count()),
        top(tile % tiling.count() / tiling.columns * kOut),
        left(tile % tiling.columns * kOut) {}

  int sample, top, left;
};

/// The addresses of a tile's pixels; those outside the image point to zeros.
template <int side>
struct TilePixels {
  TilePixels(const Field& field, const float* images, const TilePlace& place, const float* zeros) noexcept {
    const float* image = images + std::ptrdiff_t{place.sample} * field.height * field.width * field.channels;
    for (int i = 0; i < side; ++i)
      for (int j = 0; j < side; ++j) {
        const int row = place.top + i - field.pad_top;
        const int column = place.left + j - field.pad_left;
        const bool inside = row >= 0 && column >= 0 && row < field.height && column < field.width;
        pixels[i][j] = inside ? image + (std::ptrdiff_t{row} * field.width + column) * field.channels : zeros;
      }
  }
  const float* pixels[side][side];
};

/// Transforms tiles [first, first + count) of `images` into `to` `[36][kTiles][channels]`.
template <class Transform>
void transform_tiles(const Field& field, const Tiling& tiling, const float* images, int first, int count,
                     const float* zeros, float* to) noexcept {
  using namespace Eigen::internal;
  const std::ptrdiff_t position_step = std::ptrdiff_t{kTiles} * field.channels;
  for (int t = 0; t < count; ++t) {
    const TilePixels<Transform::kFrom> tile(field, images, TilePlace(tiling, first + t), zeros);
    for (int c = 0; c < field.channels; c += kLanes) {
      float* target = to + std::ptrdiff_t{t} * field.channels + c;
      transform_square<Transform>(
          [&](int i, int j) { return ploadu<Packet>(tile.pixels[i][j] + c); },
          [&](int i, int j, const Packet& value) { pstoreu(target + (i * kIn + j) * position_step, value); });
    }
  }
}

/// Transforms products `[36][kTiles][channels]` back into tiles of `images`, leaving out what is outside them.
void store_tiles(const Field& field, const Tiling& tiling, const float* products, int first, int count,
                 const Finish& finish, float* images) noexcept {
  using namespace Eigen::internal;
  const std::ptrdiff_t position_step = std::ptrdiff_t{kTiles} * field.channels;
  for (int t = 0; t < count; ++t) {
    const TilePlace place(tiling, first + t);
    float* corner = images + ((std::ptrdiff_t{place.sample} * field.height + place.top) * field.width + place.left) *
                                 field.channels;
    const int rows = field.height - place.top;
    const int columns = field.width - place.left;
    for (int c = 0; c < field.channels; c += kLanes) {
      const float* source = products + std::ptrdiff_t{t} * field.channels + c;
      const Packet bias = finish.bias != nullptr ? ploadu<Packet>(finish.bias + c) : pset1<Packet>(0.0f);
      const Packet least = pset1<Packet>(finish.relu ? 0.0f : -std::numeric_limits<float>::infinity());
      transform_square<OutputTransform>(
          [&](int i, int j) { return ploadu<Packet>(source + (i * kIn + j) * position_step); },
          [&](int i, int j, const Packet& value) {
            if (i >= rows || j >= columns) return;
            pstoreu(corner + (std::ptrdiff_t{i} * field.width + j) * field.channels + c,
                    pmax(padd(value, bias), least));
          });
    }
  }
}

/// The blocks of scratch: transformed tiles of input and output, sums of weight gradients, a row of zeros.
struct Scratch {
  Scratch(int channels_a, int channels_b, float* memory) noexcept
      : a(memory),
        b(a + std::ptrdiff_t{kPositions} * kTiles * channels_a),
        zeros(b + std::ptrdiff_t{kPositions} * kTiles * channels_b) {
    std::fill_n(zeros, std::max(channels_a, channels_b), 0.0f);
  }
  float* a;
  float* b;
  float* zeros;
};

/// Convolves `in` by transformed kernels `[36][in.channels][out.channels]`.
void convolve(const Field& in, const Field& out, int samples, const float* x, const float* kernels,
              const Finish& finish, float* y, float* memory) noexcept {
  const Tiling tiling(out.height, out.width);
  const Scratch scratch(in.channels, out.channels, memory);
  const int tiles = samples * tiling.count();
  for (int first = 0; first < tiles; first += kTiles) {
    const int count = std::min(kTiles, tiles - first);
    transform_tiles<InputTransform>(in, tiling, x, first, count, scratch.zeros, scratch.a);
    for (std::ptrdiff_t position = 0; position < kPositions; ++position) {
      const StridedRows rows{scratch.a + position * kTiles * in.channels, in.channels,
                             scratch.b + position * kTiles * out.channels, out.channels};
      product(rows, {0, count, 0, out.channels}, {1, 0, in.channels, 1},
              kernels + position * in.channels * out.channels, out.channels, {});
    }
    store_tiles(out, tiling, scratch.b, first, count, finish, y);
  }
}

/// Transforms `size` kernels `[3,3,size]` into `[36,size]`.
void transform_kernels(std::ptrdiff_t size, const float* weight, float* transformed) noexcept {
  using namespace Eigen::internal;
  for (std::ptrdiff_t i = 0; i < size; i += kLanes)
    transform_square<KernelTransform>(
        [&](int k, int l) { return ploadu<Packet>(weight + (k * 3 + l) * size + i); },
        [&](int k, int l, const Packet& value) { pstoreu(transformed + (k * kIn + l) * size + i, value); });
}

}  // namespace

// Prepared: the turned kernels, as convolution_prepare left them; transformed kernels for forward; likewise for
// backward_input.
void winograd_prepare(const ConvolutionShape& s, const float* weight, float* prepared) noexcept {
  const std::ptrdiff_t size = std::ptrdiff_t{s.in_channels} * s.out_channels;
  transform_kernels(size, weight, prepared + kForwardKernels * size);
  transform_kernels(size, prepared, prepared + kBackwardKernels * size);
}

void winograd_forward(const ConvolutionShape& s, int samples, const float* x, const Weights& weights,
                      bool relu, float* y, float* scratch) noexcept {
  const Field in{s.in_height, s.in_width, s.in_channels, s.pad_top, s.pad_left};
  const Field out{s.out_height, s.out_width, s.out_channels, 0, 0};
  const float* kernels = weights.prepared + kForwardKernels * s.in_channels * s.out_channels;
  convolve(in, out, samples, x, kernels, {.bias = weights.bias, .relu = relu}, y, scratch);
}

void winograd_backward_input(const ConvolutionShape& s, int samples, const float* grad_y, const float* prepared,
                             float* grad_x, float* scratch) noexcept {
  const Field from{s.out_height, s.out_width, s.out_channels, 2 - s.pad_top, 2 - s.pad_left};
  const Field to{s.in_height, s.in_width, s.in_channels, 0, 0};
  const float* kernels = prepared + kBackwardKernels * s.in_channels * s.out_channels;
  convolve(from, to, samples, grad_y, kernels, {}, grad_x, scratch);
}

void winograd_backward_weight(const ConvolutionShape& s, int samples, const float* x, const float* grad_y,
                              float* grad_weight, float* memory) noexcept {
  using namespace Eigen::internal;
  const Field in{s.in_height, s.in_width, s.in_channels, s.pad_top, s.pad_left};
  const Field out{s.out_height, s.out_width, s.out_channels, 0, 0};
  const Tiling tiling(s.out_height, s.out_width);
  const std::ptrdiff_t size = std::ptrdiff_t{s.in_channels} * s.out_channels;
  float* sums = memory;
  const Scratch scratch(s.in_channels, s.out_channels, memory + kPositions * size);
  const int tiles = samples * tiling.count();
  for (int first = 0; first < tiles; first += kTiles) {
    const int count = std::min(kTiles, tiles - first);
    transform_tiles<InputTransform>(in, tiling, x, first, count, scratch.zeros, scratch.a);
    transform_tiles<OutputTranspose>(out, tiling, grad_y, first, count, scratch.zeros, scratch.b);
    for (std::ptrdiff_t position = 0; position < kPositions; ++position) {
      const StridedRows rows{scratch.a + position * kTiles * s.in_channels, 1, sums + position * size, s.out_channels};
      product(rows, {0, s.in_channels, 0, s.out_channels}, {1, 0, count, s.in_channels},
              scratch.b + position * kTiles * s.out_channels, s.out_channels, {.accumulate = first > 0});
    }
  }
  for (std::ptrdiff_t i = 0; i < size; i += kLanes)
    transform_square<KernelTranspose>([&](int k, int l) { return ploadu<Packet>(sums + (k * kIn + l) * size + i); },
                                      [&](int k, int l, const Packet& value) {
                                        float* target = grad_weight + (k * 3 + l) * size + i;
                                        pstoreu(target, padd(ploadu<Packet>(target), value));
                                      });
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
