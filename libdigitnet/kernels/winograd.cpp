// Winograd's minimal filtering F(mxm, 3x3) (Lavin & Gray 2016, section 4), m being 4 or 6: an output tile of m x m
// pixels takes (m+2)^2 = 36 or 64 multiplications for each pair of channels instead of 9 m^2 = 144 or 324.
//
//   forward          Y      = A^T [ (G g G^T) . (B^T d B) ] A      d: input tile, g: kernel, Y: output tile
//   backward weight  grad g = G^T [ (B^T d B) . (A grad_Y A^T) ] G
//   backward input   grad d = B   [ (G g G^T) . (A grad_Y A^T) ] B^T, added up where input tiles overlap
//
// The backward maps are the transposes of the forward map, so both begin with the same transform of grad_Y.
//
// In the middle stand, for each of the (m+2)^2 positions, products of [tiles,in] by [in,out] matrices. Tiles are
// numbered through all samples and taken a group at a time, so that what lies between the transforms stays in the L2
// cache. The price is rounding: sums and differences in the transforms cost about one decimal digit against the direct
// convolution (docs/decisions/0007-winograd.md).

#include "kernels/winograd.hpp"

#include <limits>

#include "kernels/product.hpp"
#include "kernels/share.hpp"
#include "kernels/winograd_pooling.hpp"
#include "kernels/winograd_tiles.hpp"
#include "kernels/winograd_transforms.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

namespace {

/// The algorithm for one shape in one caller's memory; F is F4x4 or F6x6.
template <class F>
class Winograd {
 public:
  static constexpr int kPositions = winograd_positions(F::kOut);

  Winograd(const ConvolutionShape& shape, float* memory) noexcept
      : s_(shape),
        in_(input_field(shape)),
        out_(output_field(shape)),
        size_(std::ptrdiff_t{shape.in_channels} * shape.out_channels) {
    constexpr int tiles = winograd_group(F::kOut);
    const int most = std::max(s_.in_channels, s_.out_channels);
    in_tiles_ = memory;
    out_tiles_ = in_tiles_ + kPositions * (std::ptrdiff_t{tiles} * s_.in_channels + kWinogradGap);
    zeros_ = out_tiles_ + kPositions * (std::ptrdiff_t{tiles} * s_.out_channels + kWinogradGap);
    waste_ = zeros_ + most;
    tile_ = waste_ + most;
    sums_ = tile_ + std::ptrdiff_t{F::kOut} * F::kOut * s_.out_channels;
  }

  void forward(int samples, Part part, const LinearForward& data) noexcept {
    std::fill_n(zeros_, s_.in_channels, 0.0f);
    const Tiling tiling(s_, F::kOut, samples, part.count);
    const Share groups = share(tiling.groups, 1, part);
    for (int i = groups.first; i < groups.last; ++i) {
      const Group group(tiling, i);
      transform_input(group, data.x);
      for (int position = 0; position < kPositions; ++position)
        multiply_forward(group, position, data.weights.prepared);
      store_output(group, data);
    }
  }

  void backward(int samples, const ConvolutionBackward& data) noexcept {
    std::fill_n(zeros_, std::max(s_.in_channels, s_.out_channels), 0.0f);
    if (data.grad_x != nullptr) std::fill_n(data.grad_x, samples * in_.size(), 0.0f);
    const Tiling tiling(s_, F::kOut, samples);
    for (int i = 0; i < tiling.groups; ++i) {
      const Group group(tiling, i);
      transform_gradient(group, data);
      add_bias_gradient(group, data.grad_bias);
      transform_input(group, data.x);
      for (int position = 0; position < kPositions; ++position) {
        multiply_gradients(group, position);
        if (data.grad_x != nullptr) multiply_backward(group, position, data.prepared);
      }
      if (data.grad_x != nullptr) add_input_gradient(group, data.grad_x);
    }
    add_weight_gradient(data.grad_weight);
  }

  /// Prepared: transposed kernels `[3,3,out,in]`; transformed kernels for forward; likewise transposed ones for
  /// backward.
  void prepare(Part part, const float* weight, float* prepared) const noexcept {
    const Share in = share(s_.in_channels, 1, part);
    transform_kernels(std::ptrdiff_t{in.first} * s_.out_channels, std::ptrdiff_t{in.last} * s_.out_channels, weight,
                      prepared + kForwardKernels * size_);
    const Share out = share(s_.out_channels, 1, part);
    for (std::ptrdiff_t pixel = 0; pixel < 9; ++pixel)
      for (std::ptrdiff_t f = out.first; f < out.last; ++f)
        for (std::ptrdiff_t c = 0; c < s_.in_channels; ++c)
          prepared[pixel * size_ + f * s_.in_channels + c] = weight[pixel * size_ + c * s_.out_channels + f];
    transform_kernels(std::ptrdiff_t{out.first} * s_.in_channels, std::ptrdiff_t{out.last} * s_.in_channels, prepared,
                      prepared + kBackwardKernels * size_);
  }

 private:
  using InputPixels = TilePixels<F::kIn, const float>;
  using GradientPixels = TilePixels<F::kOut, const float>;

  static constexpr int kSumOfTile = F::kIn + 1;  // the position where A grad_Y A^T has the sum of a tile's pixels
  // Where the transformed kernels stand in the prepared ones, in multiples of in * out; before them transposed kernels.
  static constexpr std::ptrdiff_t kForwardKernels = 9;
  static constexpr std::ptrdiff_t kBackwardKernels = kForwardKernels + kPositions;

  /// Transforms a tile of packets, `load(pixel, c)` being channels from c on at the address of a pixel's first.
  template <class Transform, class Load>
  void transform_tile(int channels, std::ptrdiff_t step, const Load& load, float* to) const noexcept {
    for (int c = 0; c < channels; c += kLanes)
      transform_square<Transform>([&load, c](int i, int j) { return load(i, j, c); },
                                  [to, step, c](int i, int j, const Packet& value) {
                                    Eigen::internal::pstoreu(to + (i * F::kIn + j) * step + c, value);
                                  });
  }

  void transform_input(const Group& group, const float* x) const noexcept {
    for (int t = 0; t < group.count; ++t) {
      const InputPixels from(in_, x, group.place(t), zeros_);
      transform_tile<typename F::InputTransform>(
          s_.in_channels, group.step(s_.in_channels),
          [&from](int i, int j, int c) { return Eigen::internal::ploadu<Packet>(from.pixels[i][j] + c); },
          in_tiles_ + std::ptrdiff_t{t} * s_.in_channels);
    }
  }

  /// The gradient of the output, as it was before pooling and ReLU.
  void transform_gradient(const Group& group, const ConvolutionBackward& data) const noexcept {
    using namespace Eigen::internal;
    const Packet zero = pset1<Packet>(0.0f);
    for (int t = 0; t < group.count; ++t) {
      float* to = out_tiles_ + std::ptrdiff_t{t} * s_.out_channels;
      const auto transform = [&](const auto& load) {
        transform_tile<typename F::OutputTranspose>(s_.out_channels, group.step(s_.out_channels), load, to);
      };
      const auto transform_plain = [&](const GradientPixels& from) {
        transform([&from](int i, int j, int c) { return ploadu<Packet>(from.pixels[i][j] + c); });
      };
      if (s_.pools) {
        unpool_tile({s_, F::kOut, group.place(t)}, data, tile_);
        transform_plain({s_.out_channels, tile_});
        continue;
      }
      const GradientPixels from(out_, data.grad_y, group.place(t), zeros_);
      if (data.y == nullptr) {
        transform_plain(from);
        continue;
      }
      const GradientPixels mask(out_, data.y, group.place(t), zeros_);
      transform([&](int i, int j, int c) {
        return pand(ploadu<Packet>(from.pixels[i][j] + c), pcmp_lt(zero, ploadu<Packet>(mask.pixels[i][j] + c)));
      });
    }
  }

  /// Transforms the products of a group back into outputs.
  void store_output(const Group& group, const LinearForward& data) const noexcept {
    for (int t = 0; t < group.count; ++t) {
      if (!s_.pools) {
        store_tile(group, t, data, {out_, data.y, group.place(t), waste_});
        continue;
      }
      store_tile(group, t, data, {s_.out_channels, tile_});
      pool_tile({s_, F::kOut, group.place(t)}, tile_, data.y, data.indices);
    }
  }

  void store_tile(const Group& group, int t, const LinearForward& data,
                  const TilePixels<F::kOut, float>& to) const noexcept {
    using namespace Eigen::internal;
    const std::ptrdiff_t step = group.step(s_.out_channels);
    const Packet least = pset1<Packet>(data.relu ? 0.0f : -std::numeric_limits<float>::infinity());
    for (int c = 0; c < s_.out_channels; c += kLanes) {
      const float* source = out_tiles_ + std::ptrdiff_t{t} * s_.out_channels + c;
      const Packet bias = ploadu<Packet>(data.weights.bias + c);
      transform_square<typename F::OutputTransform>(
          [source, step](int i, int j) { return ploadu<Packet>(source + (i * F::kIn + j) * step); },
          [&, c](int i, int j, const Packet& value) { pstoreu(to.pixels[i][j] + c, pmax(padd(value, bias), least)); });
    }
  }

  /// Transforms the products of a group back into the input's gradient and adds them to it.
  void add_input_gradient(const Group& group, float* grad_x) const noexcept {
    using namespace Eigen::internal;
    const std::ptrdiff_t step = group.step(s_.in_channels);
    for (int t = 0; t < group.count; ++t) {
      const TilePixels<F::kIn, float> to(in_, grad_x, group.place(t), waste_);
      for (int c = 0; c < s_.in_channels; c += kLanes) {
        const float* source = in_tiles_ + std::ptrdiff_t{t} * s_.in_channels + c;
        transform_square<typename F::InputTranspose>(
            [source, step](int i, int j) { return ploadu<Packet>(source + (i * F::kIn + j) * step); },
            [&, c](int i, int j, const Packet& value) {
              float* target = to.pixels[i][j] + c;
              pstoreu(target, padd(ploadu<Packet>(target), value));
            });
      }
    }
  }

  /// One position of a group: `[count][in]` times kernels `[in][out]`, to `[count][out]`.
  void multiply_forward(const Group& group, std::ptrdiff_t position, const float* prepared) const noexcept {
    const StridedRows rows{in_tiles_ + position * group.step(s_.in_channels), s_.in_channels,
                           out_tiles_ + position * group.step(s_.out_channels), s_.out_channels};
    product(rows, {0, group.count, 0, s_.out_channels}, {1, 0, s_.in_channels, 1},
            prepared + (kForwardKernels + position) * size_, s_.out_channels, {});
  }

  /// One position of a group: `[count][in]` transposed times `[count][out]`, to or onto the sums `[in][out]`.
  void multiply_gradients(const Group& group, std::ptrdiff_t position) const noexcept {
    const StridedRows rows{in_tiles_ + position * group.step(s_.in_channels), 1, sums_ + position * size_,
                           s_.out_channels};
    product(rows, {0, s_.in_channels, 0, s_.out_channels}, {1, 0, group.count, s_.in_channels},
            out_tiles_ + position * group.step(s_.out_channels), s_.out_channels, {.accumulate = group.first > 0});
  }

  /// One position of a group: `[count][out]` times transposed kernels `[out][in]`, to `[count][in]`.
  void multiply_backward(const Group& group, std::ptrdiff_t position, const float* prepared) const noexcept {
    const StridedRows rows{out_tiles_ + position * group.step(s_.out_channels), s_.out_channels,
                           in_tiles_ + position * group.step(s_.in_channels), s_.in_channels};
    product(rows, {0, group.count, 0, s_.in_channels}, {1, 0, s_.out_channels, 1},
            prepared + (kBackwardKernels + position) * size_, s_.in_channels, {});
  }

  void add_bias_gradient(const Group& group, float* grad_bias) const noexcept {
    using namespace Eigen::internal;
    const float* sums_of_tiles = out_tiles_ + kSumOfTile * group.step(s_.out_channels);
    for (int c = 0; c < s_.out_channels; c += kLanes) {
      Packet sum = ploadu<Packet>(grad_bias + c);
      for (int t = 0; t < group.count; ++t)
        sum = padd(sum, ploadu<Packet>(sums_of_tiles + std::ptrdiff_t{t} * s_.out_channels + c));
      pstoreu(grad_bias + c, sum);
    }
  }

  void add_weight_gradient(float* grad_weight) const noexcept {
    using namespace Eigen::internal;
    for (std::ptrdiff_t i = 0; i < size_; i += kLanes)
      transform_square<typename F::KernelTranspose>(
          [this, i](int k, int l) { return ploadu<Packet>(sums_ + (k * F::kIn + l) * size_ + i); },
          [this, grad_weight, i](int k, int l, const Packet& value) {
            float* target = grad_weight + (k * 3 + l) * size_ + i;
            pstoreu(target, padd(ploadu<Packet>(target), value));
          });
  }

  /// Transforms elements [first, last) of the kernels `[3,3,size]` into `[positions,size]`.
  void transform_kernels(std::ptrdiff_t first, std::ptrdiff_t last, const float* weight,
                         float* transformed) const noexcept {
    using namespace Eigen::internal;
    for (std::ptrdiff_t i = first; i < last; i += kLanes)
      transform_square<typename F::KernelTransform>(
          [this, weight, i](int k, int l) { return ploadu<Packet>(weight + (k * 3 + l) * size_ + i); },
          [this, transformed, i](int k, int l, const Packet& value) {
            pstoreu(transformed + (k * F::kIn + l) * size_ + i, value);
          });
  }

  const ConvolutionShape& s_;
  Field in_, out_;
  std::ptrdiff_t size_;  // of in * out
  float* in_tiles_;      // transformed
  float* out_tiles_;
  float* zeros_;  // a pixel of them
  float* waste_;  // a pixel that nobody reads
  float* tile_;   // of outputs
  float* sums_;   // gradients of transformed kernels
};

/// `work` with the algorithm for this shape.
template <class Work>
void with_algorithm(const ConvolutionShape& s, float* memory, const Work& work) noexcept {
  if (winograd_tile(s) == F6x6::kOut)
    work(Winograd<F6x6>(s, memory));
  else
    work(Winograd<F4x4>(s, memory));
}

}  // namespace

void winograd_prepare(const ConvolutionShape& s, Part part, const float* weight, float* prepared) noexcept {
  with_algorithm(s, nullptr, [&](auto winograd) { winograd.prepare(part, weight, prepared); });
}

void winograd_forward(const ConvolutionShape& s, int samples, Part part, const LinearForward& data,
                      float* memory) noexcept {
  with_algorithm(s, memory, [&](auto winograd) { winograd.forward(samples, part, data); });
}

void winograd_backward(const ConvolutionShape& s, int samples, const ConvolutionBackward& data,
                       float* memory) noexcept {
  with_algorithm(s, memory, [&](auto winograd) { winograd.backward(samples, data); });
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
