#pragma once

// What Winograd's algorithm does to images before and behind the products (winograd.cpp), whatever the products compute
// in. Transformed tiles are `[positions][count][channels]`, see Group.

#include <limits>

#include "kernels/share.hpp"
#include "kernels/winograd_pooling.hpp"
#include "kernels/winograd_tiles.hpp"
#include "kernels/winograd_transforms.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

/// The weights of one of a kernel's pixels, or of one position.
inline std::ptrdiff_t kernel_size(const ConvolutionShape& s) noexcept {
  return std::ptrdiff_t{s.in_channels} * s.out_channels;
}

/// G g G^T of elements [first, last) of kernels `[3,3,size]`: store(position, element, packet) takes elements from one
/// on.
template <class F, class Store>
void transform_kernels(std::ptrdiff_t size, std::ptrdiff_t first, std::ptrdiff_t last, const float* weight,
                       const Store& store) noexcept {
  using namespace Eigen::internal;
  for (std::ptrdiff_t i = first; i < last; i += kLanes)
    transform_square<typename F::KernelTransform>(
        [=](int k, int l) { return ploadu<Packet>(weight + (k * 3 + l) * size + i); },
        [&store, i](int k, int l, const Packet& value) { store(k * F::kIn + l, i, value); });
}

/// Transforms the kernels `[3,3,in,out]` for forward, `to_forward` taking elements of `[in,out]` as above, and
/// transposed for backward, `to_backward` those of `[out,in]`; the part is of whole pairs of channels. `transposed`:
/// `[3,3,out,in]`.
template <class F, class StoreForward, class StoreBackward>
void prepare_kernels(const ConvolutionShape& s, Part part, const float* weight, float* transposed,
                     const StoreForward& to_forward, const StoreBackward& to_backward) noexcept {
  const std::ptrdiff_t size = kernel_size(s);
  const std::ptrdiff_t in_channels = s.in_channels;
  const std::ptrdiff_t out_channels = s.out_channels;
  const Share in = share(s.in_channels, 2, part);
  transform_kernels<F>(size, in.first * out_channels, in.last * out_channels, weight, to_forward);
  const Share out = share(s.out_channels, 2, part);
  for (std::ptrdiff_t pixel = 0; pixel < 9; ++pixel)
    for (std::ptrdiff_t f = out.first; f < out.last; ++f)
      for (std::ptrdiff_t c = 0; c < in_channels; ++c)
        transposed[pixel * size + f * in_channels + c] = weight[pixel * size + c * out_channels + f];
  transform_kernels<F>(size, out.first * in_channels, out.last * in_channels, transposed, to_backward);
}

/// The passes for one shape, F being F2x2, F4x4 or F6x6.
template <class F>
class WinogradPasses {
 public:
  WinogradPasses(const ConvolutionShape& shape, float* memory) noexcept
      : s_(shape),
        in_(input_field(shape)),
        out_(output_field(shape)),
        zeros_(memory),
        waste_(zeros_ + std::max(shape.in_channels, shape.out_channels)),
        tile_(waste_ + std::max(shape.in_channels, shape.out_channels)) {}

  /// Behind what the passes themselves use of the memory.
  [[nodiscard]] float* rest() const noexcept { return zeros_ + winograd_pass_floats(s_, F::kOut); }

  /// Before the first group.
  void start() const noexcept { std::fill(zeros_, waste_, 0.0f); }

  /// B^T d B of a group's input tiles: store(t, position, c, packet) takes channels from c on.
  template <class Store>
  void transform_input(const Group& group, const float* x, const Store& store) const noexcept {
    for (int t = 0; t < group.count; ++t) {
      const TilePixels<F::kIn, const float> from(in_, x, group.place(t), zeros_);
      transform_tile<typename F::InputTransform>(
          s_.in_channels,
          [&from](int i, int j, int c) { return Eigen::internal::ploadu<Packet>(from.pixels[i][j] + c); },
          [&store, t](int position, int c, const Packet& value) { store(t, position, c, value); });
    }
  }

  /// A grad_Y A^T likewise, of the gradient as it was before pooling and ReLU; adds up the gradient of the bias.
  template <class Store>
  void transform_gradient(const Group& group, const ConvolutionBackward& data, const Store& store) const noexcept {
    using namespace Eigen::internal;
    using Pixels = TilePixels<F::kOut, const float>;
    const Packet zero = pset1<Packet>(0.0f);
    for (int t = 0; t < group.count; ++t) {
      const auto transform = [&](const auto& load) {
        transform_tile<typename F::OutputTranspose>(
            s_.out_channels, load, [&store, &data, t](int position, int c, const Packet& value) {
              store(t, position, c, value);
              if (position == kSumOfTile) pstoreu(data.grad_bias + c, padd(ploadu<Packet>(data.grad_bias + c), value));
            });
      };
      const auto transform_pixels = [&transform](const Pixels& from) {
        transform([&from](int i, int j, int c) { return ploadu<Packet>(from.pixels[i][j] + c); });
      };
      if (s_.pools) {
        unpool_tile({s_, F::kOut, group.place(t)}, data, tile_);
        transform_pixels({s_.out_channels, tile_});
        continue;
      }
      const Pixels from(out_, data.grad_y, group.place(t), zeros_);
      if (data.y == nullptr) {
        transform_pixels(from);
        continue;
      }
      const Pixels mask(out_, data.y, group.place(t), zeros_);
      transform([&](int i, int j, int c) {
        return pand(ploadu<Packet>(from.pixels[i][j] + c), pcmp_lt(zero, ploadu<Packet>(mask.pixels[i][j] + c)));
      });
    }
  }

  /// A^T M A of a group's products, through bias, ReLU and pooling.
  void store_output(const Group& group, const float* products, const LinearForward& data) const noexcept {
    for (int t = 0; t < group.count; ++t, products += s_.out_channels) {
      if (!s_.pools) {
        store_tile(group, products, data, {out_, data.y, group.place(t), waste_});
        continue;
      }
      store_tile(group, products, data, {s_.out_channels, tile_});
      pool_tile({s_, F::kOut, group.place(t)}, tile_, data.y, data.indices);
    }
  }

  /// B M B^T of a group's products, added to the input's gradient.
  void add_input_gradient(const Group& group, const float* products, float* grad_x) const noexcept {
    using namespace Eigen::internal;
    const std::ptrdiff_t step = group.step(s_.in_channels);
    for (int t = 0; t < group.count; ++t, products += s_.in_channels) {
      const TilePixels<F::kIn, float> to(in_, grad_x, group.place(t), waste_);
      for (int c = 0; c < s_.in_channels; c += kLanes)
        transform_square<typename F::InputTranspose>(
            [=](int i, int j) { return ploadu<Packet>(products + (i * F::kIn + j) * step + c); },
            [&to, c](int i, int j, const Packet& value) {
              float* target = to.pixels[i][j] + c;
              pstoreu(target, padd(ploadu<Packet>(target), value));
            });
    }
  }

  /// G^T S G of the sums `[positions][in][out]`, added to the kernels' gradient.
  void add_weight_gradient(const float* sums, float* grad_weight) const noexcept {
    using namespace Eigen::internal;
    const std::ptrdiff_t size = kernel_size(s_);
    for (std::ptrdiff_t i = 0; i < size; i += kLanes)
      transform_square<typename F::KernelTranspose>(
          [=](int k, int l) { return ploadu<Packet>(sums + (k * F::kIn + l) * size + i); },
          [=](int k, int l, const Packet& value) {
            float* target = grad_weight + (k * 3 + l) * size + i;
            pstoreu(target, padd(ploadu<Packet>(target), value));
          });
  }

 private:
  static constexpr int kSumOfTile = F::kIn + 1;  // the position where A grad_Y A^T has the sum of a tile's pixels

  /// Transforms a tile, load(i, j, c) being channels from c on of pixel (i, j).
  template <class Transform, class Load, class Store>
  static void transform_tile(int channels, const Load& load, const Store& store) noexcept {
    for (int c = 0; c < channels; c += kLanes)
      transform_square<Transform>([&load, c](int i, int j) { return load(i, j, c); },
                                  [&store, c](int i, int j, const Packet& value) { store(i * F::kIn + j, c, value); });
  }

  void store_tile(const Group& group, const float* products, const LinearForward& data,
                  const TilePixels<F::kOut, float>& to) const noexcept {
    using namespace Eigen::internal;
    const std::ptrdiff_t step = group.step(s_.out_channels);
    const Packet least = pset1<Packet>(data.relu ? 0.0f : -std::numeric_limits<float>::infinity());
    for (int c = 0; c < s_.out_channels; c += kLanes) {
      const Packet bias = ploadu<Packet>(data.weights.bias + c);
      transform_square<typename F::OutputTransform>(
          [=](int i, int j) { return ploadu<Packet>(products + (i * F::kIn + j) * step + c); },
          [&, c](int i, int j, const Packet& value) { pstoreu(to.pixels[i][j] + c, pmax(padd(value, bias), least)); });
    }
  }

  const ConvolutionShape& s_;
  Field in_, out_;
  float* zeros_;  // a pixel of them
  float* waste_;  // a pixel that nobody reads
  float* tile_;   // of outputs
};

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
