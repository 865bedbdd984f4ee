// Winograd's minimal filtering F(4x4, 3x3) (Lavin & Gray 2016, section 4): an output tile of 4x4 pixels takes
// 6x6 = 36 multiplications for each pair of channels instead of 16 * 9 = 144.
//
//   forward          Y      = A^T [ (G g G^T) . (B^T d B) ] A      d: 6x6 input tile, g: kernel, Y: 4x4 output tile
//   backward weight  grad g = G^T [ (B^T d B) . (A grad_Y A^T) ] G
//   backward input   grad d = B   [ (G g G^T) . (A grad_Y A^T) ] B^T, added up where input tiles overlap
//
// The backward maps are the transposes of the forward map, so both begin with the same transform of grad_Y.
//
// In the middle stand, for each of the 36 positions, products of [tiles,in] by [in,out] matrices. Tiles are numbered
// through all samples and taken a group at a time, so that what lies between the transforms stays in the L2 cache.
// The price is rounding: sums and differences in the transforms cost about one decimal digit against the direct
// convolution (docs/decisions/0007-winograd.md).

#include "kernels/winograd.hpp"

#include <limits>

#include "kernels/product.hpp"
#include "kernels/share.hpp"
#include "kernels/winograd_transforms.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

namespace {

constexpr int kPositions = kWinogradPositions;
constexpr int kIn = 6;               // side of an input tile
constexpr int kOut = 4;              // side of an output tile
constexpr int kSumOfTile = kIn + 1;  // the position where A grad_Y A^T has the sum of all 16 pixels
// Where the transformed kernels stand in the prepared ones, in multiples of in * out; before them transposed kernels.
constexpr std::ptrdiff_t kForwardKernels = 9;
constexpr std::ptrdiff_t kBackwardKernels = kForwardKernels + kPositions;

/// An image with the zeros that a tile may reach into: before it by `pad_top` and `pad_left`, behind it endlessly.
struct Field {
  int height, width, channels;
  int pad_top, pad_left;
  [[nodiscard]] std::ptrdiff_t size() const noexcept { return std::ptrdiff_t{height} * width * channels; }
};

Field input_field(const ConvolutionShape& s) noexcept {
  return {s.in_height, s.in_width, s.in_channels, s.pad_top, s.pad_left};
}
Field output_field(const ConvolutionShape& s) noexcept {
  return {s.out_height, s.out_width, s.out_channels, 0, 0};
}

/// How the outputs of all samples are cut into tiles, and these into groups of as equal a size as can be.
struct Tiling {
  Tiling(const Field& out, int samples, int least_groups = 1) noexcept
      : columns((out.width + kOut - 1) / kOut),
        per_sample((out.height + kOut - 1) / kOut * columns),
        tiles(samples * per_sample),
        groups(std::max((tiles + kWinogradTiles - 1) / kWinogradTiles, std::min(least_groups, tiles))) {}

  int columns, per_sample, tiles, groups;
};

/// Tiles [first, first + count). Transformed they are `[36][count][channels]`, with a gap behind each position.
struct Group {
  Group(const Tiling& t, int index) noexcept
      : tiling(t),
        first(static_cast<int>(std::ptrdiff_t{t.tiles} * index / t.groups)),
        count(static_cast<int>(std::ptrdiff_t{t.tiles} * (index + 1) / t.groups) - first) {}

  [[nodiscard]] std::ptrdiff_t step(int channels) const noexcept {
    return std::ptrdiff_t{count} * channels + kWinogradGap;
  }

  const Tiling& tiling;
  int first, count;
};

/// The addresses of a tile's pixels in `images`; `outside` for those that are in no image.
template <int side, class Value>
struct TilePixels {
  TilePixels(const Field& field, Value* images, const Tiling& tiling, int tile, Value* outside) noexcept {
    const int top = tile % tiling.per_sample / tiling.columns * kOut - field.pad_top;
    const int left = tile % tiling.columns * kOut - field.pad_left;
    Value* image = images + tile / tiling.per_sample * field.size();
    if (top >= 0 && left >= 0 && top + side <= field.height && left + side <= field.width) {
      Value* corner = image + (std::ptrdiff_t{top} * field.width + left) * field.channels;
      for (int i = 0; i < side; ++i)
        for (int j = 0; j < side; ++j) pixels[i][j] = corner + (std::ptrdiff_t{i} * field.width + j) * field.channels;
      return;
    }
    for (int i = 0; i < side; ++i)
      for (int j = 0; j < side; ++j) {
        const int row = top + i;
        const int column = left + j;
        const bool inside = row >= 0 && column >= 0 && row < field.height && column < field.width;
        pixels[i][j] = inside ? image + (std::ptrdiff_t{row} * field.width + column) * field.channels : outside;
      }
  }
  Value* pixels[side][side];
};

/// The blocks of scratch: transformed tiles of input and output, a row of zeros and one that nobody reads, sums of
/// weight gradients.
struct Scratch {
  Scratch(const ConvolutionShape& s, float* memory) noexcept {
    const int most = std::max(s.in_channels, s.out_channels);
    in = memory;
    out = in + kPositions * (std::ptrdiff_t{kWinogradTiles} * s.in_channels + kWinogradGap);
    zeros = out + kPositions * (std::ptrdiff_t{kWinogradTiles} * s.out_channels + kWinogradGap);
    waste = zeros + most;
    sums = waste + most;
    std::fill_n(zeros, most, 0.0f);
  }
  float* in;
  float* out;
  float* zeros;
  float* waste;
  float* sums;
};

/// Transforms the tiles of a group of `images`; with `masked`, values count only where `mask` is above 0.
template <class Transform, bool masked = false>
void transform_tiles(const Field& field, const Group& group, const float* images, const float* mask,
                     const Scratch& scratch, float* to) noexcept {
  using namespace Eigen::internal;
  using Pixels = TilePixels<Transform::kFrom, const float>;
  const std::ptrdiff_t step = group.step(field.channels);
  const Packet zero = pset1<Packet>(0.0f);
  for (int t = 0; t < group.count; ++t) {
    const Pixels from(field, images, group.tiling, group.first + t, scratch.zeros);
    const Pixels masks(field, masked ? mask : images, group.tiling, group.first + t, scratch.zeros);
    for (int c = 0; c < field.channels; c += kLanes) {
      float* target = to + std::ptrdiff_t{t} * field.channels + c;
      transform_square<Transform>(
          [&, c](int i, int j) {
            const Packet value = ploadu<Packet>(from.pixels[i][j] + c);
            return masked ? pand(value, pcmp_lt(zero, ploadu<Packet>(masks.pixels[i][j] + c))) : value;
          },
          [target, step](int i, int j, const Packet& value) { pstoreu(target + (i * kIn + j) * step, value); });
    }
  }
}

/// Transforms products of a group back into tiles of `images`.
void store_tiles(const Field& field, const Group& group, const Finish& finish, const Scratch& scratch,
                 float* images) noexcept {
  using namespace Eigen::internal;
  const std::ptrdiff_t step = group.step(field.channels);
  const Packet least = pset1<Packet>(finish.relu ? 0.0f : -std::numeric_limits<float>::infinity());
  for (int t = 0; t < group.count; ++t) {
    const TilePixels<kOut, float> to(field, images, group.tiling, group.first + t, scratch.waste);
    for (int c = 0; c < field.channels; c += kLanes) {
      const float* source = scratch.out + std::ptrdiff_t{t} * field.channels + c;
      const Packet bias = ploadu<Packet>(finish.bias + c);
      transform_square<OutputTransform>(
          [source, step](int i, int j) { return ploadu<Packet>(source + (i * kIn + j) * step); },
          [&, c](int i, int j, const Packet& value) { pstoreu(to.pixels[i][j] + c, pmax(padd(value, bias), least)); });
    }
  }
}

/// Transforms products of a group back into tiles of the input's gradient and adds them to it.
void add_tiles(const Field& field, const Group& group, const Scratch& scratch, float* images) noexcept {
  using namespace Eigen::internal;
  const std::ptrdiff_t step = group.step(field.channels);
  for (int t = 0; t < group.count; ++t) {
    const TilePixels<kIn, float> to(field, images, group.tiling, group.first + t, scratch.waste);
    for (int c = 0; c < field.channels; c += kLanes) {
      const float* source = scratch.in + std::ptrdiff_t{t} * field.channels + c;
      transform_square<InputTranspose>(
          [source, step](int i, int j) { return ploadu<Packet>(source + (i * kIn + j) * step); },
          [&, c](int i, int j, const Packet& value) {
            float* target = to.pixels[i][j] + c;
            pstoreu(target, padd(ploadu<Packet>(target), value));
          });
    }
  }
}

/// One position of a group: `[count][in]` times kernels `[in][out]`, to `[count][out]`.
void multiply_forward(const ConvolutionShape& s, const Group& group, std::ptrdiff_t position, const float* kernels,
                      const Scratch& scratch) noexcept {
  const StridedRows rows{scratch.in + position * group.step(s.in_channels), s.in_channels,
                         scratch.out + position * group.step(s.out_channels), s.out_channels};
  product(rows, {0, group.count, 0, s.out_channels}, {1, 0, s.in_channels, 1},
          kernels + position * s.in_channels * s.out_channels, s.out_channels, {});
}

/// One position of a group: `[count][in]` transposed times `[count][out]`, to or onto the sums `[in][out]`.
void multiply_gradients(const ConvolutionShape& s, const Group& group, std::ptrdiff_t position,
                        const Scratch& scratch) noexcept {
  float* sums = scratch.sums + position * s.in_channels * s.out_channels;
  const StridedRows rows{scratch.in + position * group.step(s.in_channels), 1, sums, s.out_channels};
  product(rows, {0, s.in_channels, 0, s.out_channels}, {1, 0, group.count, s.in_channels},
          scratch.out + position * group.step(s.out_channels), s.out_channels, {.accumulate = group.first > 0});
}

/// One position of a group: `[count][out]` times transposed kernels `[out][in]`, to `[count][in]`.
void multiply_backward(const ConvolutionShape& s, const Group& group, std::ptrdiff_t position, const float* kernels,
                       const Scratch& scratch) noexcept {
  const StridedRows rows{scratch.out + position * group.step(s.out_channels), s.out_channels,
                         scratch.in + position * group.step(s.in_channels), s.in_channels};
  product(rows, {0, group.count, 0, s.in_channels}, {1, 0, s.out_channels, 1},
          kernels + position * s.in_channels * s.out_channels, s.in_channels, {});
}

void add_bias_gradient(int channels, const Group& group, const Scratch& scratch, float* grad_bias) noexcept {
  using namespace Eigen::internal;
  const float* sums_of_tiles = scratch.out + kSumOfTile * group.step(channels);
  for (int c = 0; c < channels; c += kLanes) {
    Packet sum = ploadu<Packet>(grad_bias + c);
    for (int t = 0; t < group.count; ++t)
      sum = padd(sum, ploadu<Packet>(sums_of_tiles + std::ptrdiff_t{t} * channels + c));
    pstoreu(grad_bias + c, sum);
  }
}

void add_weight_gradient(std::ptrdiff_t size, const float* sums, float* grad_weight) noexcept {
  using namespace Eigen::internal;
  for (std::ptrdiff_t i = 0; i < size; i += kLanes)
    transform_square<KernelTranspose>(
        [sums, size, i](int k, int l) { return ploadu<Packet>(sums + (k * kIn + l) * size + i); },
        [grad_weight, size, i](int k, int l, const Packet& value) {
          float* target = grad_weight + (k * 3 + l) * size + i;
          pstoreu(target, padd(ploadu<Packet>(target), value));
        });
}

/// Transforms elements [first, last) of `size` kernels `[3,3,size]` into `[36,size]`.
void transform_kernels(std::ptrdiff_t size, std::ptrdiff_t first, std::ptrdiff_t last, const float* weight,
                       float* transformed) noexcept {
  using namespace Eigen::internal;
  for (std::ptrdiff_t i = first; i < last; i += kLanes)
    transform_square<KernelTransform>(
        [weight, size, i](int k, int l) { return ploadu<Packet>(weight + (k * 3 + l) * size + i); },
        [transformed, size, i](int k, int l, const Packet& value) {
          pstoreu(transformed + (k * kIn + l) * size + i, value);
        });
}

}  // namespace

// Prepared: transposed kernels `[3,3,out,in]`; transformed kernels for forward; likewise transposed ones for backward.
void winograd_prepare(const ConvolutionShape& s, Part part, const float* weight, float* prepared) noexcept {
  const std::ptrdiff_t size = std::ptrdiff_t{s.in_channels} * s.out_channels;
  const Share in = share(s.in_channels, 1, part);
  transform_kernels(size, std::ptrdiff_t{in.first} * s.out_channels, std::ptrdiff_t{in.last} * s.out_channels, weight,
                    prepared + kForwardKernels * size);
  const Share out = share(s.out_channels, 1, part);
  for (std::ptrdiff_t pixel = 0; pixel < 9; ++pixel)
    for (std::ptrdiff_t f = out.first; f < out.last; ++f)
      for (std::ptrdiff_t c = 0; c < s.in_channels; ++c)
        prepared[pixel * size + f * s.in_channels + c] = weight[pixel * size + c * s.out_channels + f];
  transform_kernels(size, std::ptrdiff_t{out.first} * s.in_channels, std::ptrdiff_t{out.last} * s.in_channels, prepared,
                    prepared + kBackwardKernels * size);
}

void winograd_forward(const ConvolutionShape& s, int samples, Part part, const LinearForward& data,
                      float* memory) noexcept {
  const Field in = input_field(s);
  const Field out = output_field(s);
  const Tiling tiling(out, samples, part.count);
  const Scratch scratch(s, memory);
  const float* kernels = data.weights.prepared + kForwardKernels * s.in_channels * s.out_channels;
  const Share groups = share(tiling.groups, 1, part);
  for (int i = groups.first; i < groups.last; ++i) {
    const Group group(tiling, i);
    transform_tiles<InputTransform>(in, group, data.x, nullptr, scratch, scratch.in);
    for (int position = 0; position < kPositions; ++position) multiply_forward(s, group, position, kernels, scratch);
    store_tiles(out, group, {.bias = data.weights.bias, .relu = data.relu}, scratch, data.y);
  }
}

void winograd_backward(const ConvolutionShape& s, int samples, const ConvolutionBackward& data,
                       float* memory) noexcept {
  const Field in = input_field(s);
  const Field out = output_field(s);
  const Tiling tiling(out, samples);
  const Scratch scratch(s, memory);
  const float* kernels = data.prepared + kBackwardKernels * s.in_channels * s.out_channels;
  if (data.grad_x != nullptr) std::fill_n(data.grad_x, samples * in.size(), 0.0f);
  for (int i = 0; i < tiling.groups; ++i) {
    const Group group(tiling, i);
    if (data.y != nullptr)
      transform_tiles<OutputTranspose, true>(out, group, data.grad_y, data.y, scratch, scratch.out);
    else
      transform_tiles<OutputTranspose>(out, group, data.grad_y, nullptr, scratch, scratch.out);
    add_bias_gradient(s.out_channels, group, scratch, data.grad_bias);
    transform_tiles<InputTransform>(in, group, data.x, nullptr, scratch, scratch.in);
    for (int position = 0; position < kPositions; ++position) {
      multiply_gradients(s, group, position, scratch);
      if (data.grad_x != nullptr) multiply_backward(s, group, position, kernels, scratch);
    }
    if (data.grad_x != nullptr) add_tiles(in, group, scratch, data.grad_x);
  }
  add_weight_gradient(std::ptrdiff_t{s.in_channels} * s.out_channels, scratch.sums, data.grad_weight);
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
