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

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

namespace {

constexpr int kPositions = kWinogradPositions;
constexpr int kTiles = kWinogradTiles;
constexpr int kIn = 6;   // side of an input tile
constexpr int kOut = 4;  // side of an output tile
// Where the transformed kernels stand in the prepared ones, in multiples of in * out.
constexpr std::ptrdiff_t kForwardKernels = 9;
constexpr std::ptrdiff_t kBackwardKernels = kForwardKernels + kPositions;

Packet times(float factor, const Packet& x) noexcept {
  return Eigen::internal::pmul(Eigen::internal::pset1<Packet>(factor), x);
}
/// factor * x + y
Packet times_plus(float factor, const Packet& x, const Packet& y) noexcept {
  return Eigen::internal::pmadd(Eigen::internal::pset1<Packet>(factor), x, y);
}
Packet plus(const Packet& x, const Packet& y) noexcept {
  return Eigen::internal::padd(x, y);
}
Packet minus(const Packet& x, const Packet& y) noexcept {
  return Eigen::internal::psub(x, y);
}

// The matrices, each as what it does to one column of packets.

/// B^T: 6 -> 6.
struct InputTransform {
  static constexpr int kFrom = 6, kTo = 6;
  static void apply(const Packet (&d)[6], Packet (&t)[6]) noexcept {
    const Packet even = times_plus(-4, d[2], d[4]);
    const Packet odd = times_plus(-4, d[1], d[3]);
    const Packet even2 = minus(d[4], d[2]);
    const Packet odd2 = times(2, minus(d[3], d[1]));
    t[0] = times_plus(4, d[0], times_plus(-5, d[2], d[4]));
    t[1] = plus(even, odd);
    t[2] = minus(even, odd);
    t[3] = plus(even2, odd2);
    t[4] = minus(even2, odd2);
    t[5] = times_plus(4, d[1], times_plus(-5, d[3], d[5]));
  }
};

/// A^T: 6 -> 4.
struct OutputTransform {
  static constexpr int kFrom = 6, kTo = 4;
  static void apply(const Packet (&m)[6], Packet (&y)[4]) noexcept {
    const Packet sum1 = plus(m[1], m[2]);
    const Packet difference1 = minus(m[1], m[2]);
    const Packet sum2 = plus(m[3], m[4]);
    const Packet difference2 = minus(m[3], m[4]);
    y[0] = plus(m[0], plus(sum1, sum2));
    y[1] = times_plus(2, difference2, difference1);
    y[2] = times_plus(4, sum2, sum1);
    y[3] = plus(m[5], times_plus(8, difference2, difference1));
  }
};

/// A: 4 -> 6.
struct OutputTranspose {
  static constexpr int kFrom = 4, kTo = 6;
  static void apply(const Packet (&y)[4], Packet (&m)[6]) noexcept {
    const Packet even1 = plus(y[0], y[2]);
    const Packet odd1 = plus(y[1], y[3]);
    const Packet even2 = times_plus(4, y[2], y[0]);
    const Packet odd2 = times(2, times_plus(4, y[3], y[1]));
    m[0] = y[0];
    m[1] = plus(even1, odd1);
    m[2] = minus(even1, odd1);
    m[3] = plus(even2, odd2);
    m[4] = minus(even2, odd2);
    m[5] = y[3];
  }
};

/// G: 3 -> 6.
struct KernelTransform {
  static constexpr int kFrom = 3, kTo = 6;
  static void apply(const Packet (&g)[3], Packet (&u)[6]) noexcept {
    const Packet sum = plus(g[0], g[2]);
    const Packet far = times_plus(4, g[2], g[0]);
    u[0] = times(0.25f, g[0]);
    u[1] = times(-1.0f / 6, plus(sum, g[1]));
    u[2] = times(-1.0f / 6, minus(sum, g[1]));
    u[3] = times(1.0f / 24, times_plus(2, g[1], far));
    u[4] = times(1.0f / 24, times_plus(-2, g[1], far));
    u[5] = g[2];
  }
};

/// G^T: 6 -> 3.
struct KernelTranspose {
  static constexpr int kFrom = 6, kTo = 3;
  static void apply(const Packet (&u)[6], Packet (&g)[3]) noexcept {
    const Packet near = plus(u[1], u[2]);
    const Packet far = plus(u[3], u[4]);
    g[0] = times_plus(0.25f, u[0], times_plus(-1.0f / 6, near, times(1.0f / 24, far)));
    g[1] = times_plus(1.0f / 6, minus(u[2], u[1]), times(1.0f / 12, minus(u[3], u[4])));
    g[2] = plus(u[5], times_plus(-1.0f / 6, near, times(1.0f / 6, far)));
  }
};

/// T x T^T for a square x of packets: `load(i, j)` gives it, `store(i, j, value)` takes the result.
template <class Transform, class Load, class Store>
inline void transform_square(const Load& load, const Store& store) noexcept {
  Packet half[Transform::kTo][Transform::kFrom];
  for (int j = 0; j < Transform::kFrom; ++j) {
    Packet column[Transform::kFrom];
    Packet result[Transform::kTo];
    for (int i = 0; i < Transform::kFrom; ++i) column[i] = load(i, j);
    Transform::apply(column, result);
    for (int i = 0; i < Transform::kTo; ++i) half[i][j] = result[i];
  }
  for (int i = 0; i < Transform::kTo; ++i) {
    Packet result[Transform::kTo];
    Transform::apply(half[i], result);
    for (int j = 0; j < Transform::kTo; ++j) store(i, j, result[j]);
  }
}

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

/// Rows one after another.
struct MatrixRows {
  const float* a_start;
  std::ptrdiff_t a_step;
  float* c_start;
  std::ptrdiff_t c_step;

  [[nodiscard]] const float* a(int row) const noexcept { return a_start + row * a_step; }
  [[nodiscard]] float* c(int row) const noexcept { return c_start + row * c_step; }
};

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
      const MatrixRows rows{scratch.a + position * kTiles * in.channels, in.channels,
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

void winograd_forward(const ConvolutionShape& s, int samples, const float* x, const ConvolutionWeights& weights,
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
      const MatrixRows rows{scratch.a + position * kTiles * s.in_channels, 1, sums + position * size, s.out_channels};
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
