// Winograd's minimal filtering F(mxm, 3x3) (Lavin & Gray 2016, section 4), m being 2, 4 or 6: an output tile of m x m
// pixels takes (m+2)^2 = 16, 36 or 64 multiplications for each pair of channels instead of 9 m^2 = 36, 144 or 324.
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

#include "kernels/product.hpp"
#include "kernels/share.hpp"
#include "kernels/winograd_passes.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

namespace {

/// The algorithm for one shape in one caller's memory; F is F2x2, F4x4 or F6x6.
template <class F>
class Winograd {
 public:
  Winograd(const ConvolutionShape& shape, float* memory) noexcept : s_(shape), passes_(shape, memory) {
    constexpr int tiles = F::kTiles.group;
    in_tiles_ = passes_.rest();
    out_tiles_ = in_tiles_ + F::kPositions * (std::ptrdiff_t{tiles} * s_.in_channels + kWinogradGap);
    sums_ = out_tiles_ + F::kPositions * (std::ptrdiff_t{tiles} * s_.out_channels + kWinogradGap);
  }

  void forward(int samples, Part part, const LinearForward& data) const noexcept {
    passes_.start();
    const Tiling tiling(s_, F::kTiles, samples, part.count);
    const Share groups = share(tiling.groups, 1, part);
    for (int i = groups.first; i < groups.last; ++i) {
      const Group group(tiling, i);
      passes_.transform_input(group, data.x, TileStore{in_tiles_, group.step(s_.in_channels), s_.in_channels});
      for (int position = 0; position < F::kPositions; ++position)
        multiply_forward(group, position, data.weights.prepared);
      passes_.store_output(group, out_tiles_, data);
    }
  }

  void backward(int samples, const ConvolutionBackward& data) const noexcept {
    passes_.start();
    if (data.grad_x != nullptr) std::fill_n(data.grad_x, samples * input_field(s_).size(), 0.0f);
    const Tiling tiling(s_, F::kTiles, samples);
    for (int i = 0; i < tiling.groups; ++i) {
      const Group group(tiling, i);
      passes_.transform_gradient(group, data, TileStore{out_tiles_, group.step(s_.out_channels), s_.out_channels});
      passes_.transform_input(group, data.x, TileStore{in_tiles_, group.step(s_.in_channels), s_.in_channels});
      for (int position = 0; position < F::kPositions; ++position) {
        multiply_gradients(group, position);
        if (data.grad_x != nullptr) multiply_backward(group, position, data.prepared);
      }
      if (data.grad_x != nullptr) passes_.add_input_gradient(group, in_tiles_, data.grad_x);
    }
    passes_.add_weight_gradient(sums_, data.grad_weight);
  }

  /// Prepared: transposed kernels `[3,3,out,in]`; transformed kernels for forward, `[in,out]` in panels for each
  /// position; likewise transposed ones for backward.
  static void prepare(const ConvolutionShape& s, Part part, const float* weight, float* prepared) noexcept {
    const std::ptrdiff_t size = kernel_size(s);
    const auto store_to = [size](float* kernels, std::ptrdiff_t columns) {
      return [=](std::ptrdiff_t position, std::ptrdiff_t i, const Packet& value) {
        const std::ptrdiff_t place = place_in_panels(i / columns, i % columns, size / columns, columns);
        Eigen::internal::pstoreu(kernels + position * size + place, value);
      };
    };
    prepare_kernels<F>(s, part, weight, prepared, store_to(prepared + kForwardKernels * size, s.out_channels),
                       store_to(prepared + kBackwardKernels * size, s.in_channels));
  }

 private:
  // Where the transformed kernels stand in the prepared ones, in multiples of in * out; before them transposed kernels.
  static constexpr std::ptrdiff_t kForwardKernels = 9;
  static constexpr std::ptrdiff_t kBackwardKernels = kForwardKernels + F::kPositions;

  /// Stores transformed tiles whose positions are `step` floats apart.
  struct TileStore {
    float* tiles;
    std::ptrdiff_t step;
    int channels;

    void operator()(std::ptrdiff_t t, std::ptrdiff_t position, int c, const Packet& value) const noexcept {
      Eigen::internal::pstoreu(tiles + position * step + t * channels + c, value);
    }
  };

  /// One position of a group: `[count][in]` times kernels `[in][out]`, to `[count][out]`.
  void multiply_forward(const Group& group, std::ptrdiff_t position, const float* prepared) const noexcept {
    const StridedRows rows{in_tiles_ + position * group.step(s_.in_channels), s_.in_channels,
                           out_tiles_ + position * group.step(s_.out_channels), s_.out_channels};
    product(rows, {0, group.count, 0, s_.out_channels}, {1, 0, s_.in_channels, 1},
            prepared + (kForwardKernels + position) * kernel_size(s_), kInPanels, {});
  }

  /// One position of a group: `[count][in]` transposed times `[count][out]`, to or onto the sums `[in][out]`.
  void multiply_gradients(const Group& group, std::ptrdiff_t position) const noexcept {
    const StridedRows rows{in_tiles_ + position * group.step(s_.in_channels), 1, sums_ + position * kernel_size(s_),
                           s_.out_channels};
    product(rows, {0, s_.in_channels, 0, s_.out_channels}, {1, 0, group.count, s_.in_channels},
            out_tiles_ + position * group.step(s_.out_channels), s_.out_channels, {.accumulate = group.first > 0});
  }

  /// One position of a group: `[count][out]` times transposed kernels `[out][in]`, to `[count][in]`.
  void multiply_backward(const Group& group, std::ptrdiff_t position, const float* prepared) const noexcept {
    const StridedRows rows{out_tiles_ + position * group.step(s_.out_channels), s_.out_channels,
                           in_tiles_ + position * group.step(s_.in_channels), s_.in_channels};
    product(rows, {0, group.count, 0, s_.in_channels}, {1, 0, s_.out_channels, 1},
            prepared + (kBackwardKernels + position) * kernel_size(s_), kInPanels, {});
  }

  const ConvolutionShape& s_;
  WinogradPasses<F> passes_;
  float* in_tiles_;  // transformed; then the products that become the input's gradient
  float* out_tiles_;
  float* sums_;  // gradients of transformed kernels
};

/// Calls work with the tiles that the shape is computed by.
template <class Work>
void with_tiles(const ConvolutionShape& s, const Work& work) noexcept {
  switch (winograd_tile(s)) {
    case F2x2::kOut:
      return work(F2x2{});
    case F4x4::kOut:
      return work(F4x4{});
    default:
      return work(F6x6{});
  }
}

}  // namespace

void winograd_prepare(const ConvolutionShape& s, Part part, const float* weight, float* prepared) noexcept {
  with_tiles(s, [&]<class F>(F) { Winograd<F>::prepare(s, part, weight, prepared); });
}

void winograd_forward(const ConvolutionShape& s, int samples, Part part, const LinearForward& data,
                      float* memory) noexcept {
  with_tiles(s, [&]<class F>(F) { Winograd<F>(s, memory).forward(samples, part, data); });
}

void winograd_backward(const ConvolutionShape& s, int samples, const ConvolutionBackward& data,
                       float* memory) noexcept {
  with_tiles(s, [&]<class F>(F) { Winograd<F>(s, memory).backward(samples, data); });
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
