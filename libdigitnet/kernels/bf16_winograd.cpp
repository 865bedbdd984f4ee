// Winograd's algorithm (winograd.cpp) with the products in bfloat16 and everything else in float, for training: tiles
// and kernels are rounded once they are transformed, which costs about 2 % of an output's magnitude in rounding noise,
// ten times a direct product in bfloat16, and pays because vdpbf16ps multiplies twice as fast as float
// (docs/decisions/0012-winograd-in-bfloat16.md).
//
// The instruction multiplies pairs that stand next to each other, so every matrix is one of 32-bit words, two bfloat16
// that follow one another along the depth of the product. That is the channels forward and for grad_x; for the gradient
// of the weights it is the tiles, two of which interleave there. Of grad_Y both layouts are stored.

#include <immintrin.h>

#include "kernels/bf16_body.hpp"
#include "kernels/product.hpp"
#include "kernels/winograd_passes.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

namespace {

/// Elements that are pairs of bfloat16.
struct PairArithmetic {
  static Packet multiply_add(const Packet& a, const Packet& b, const Packet& sum) noexcept {
    return _mm512_dpbf16_ps(sum, reinterpret_cast<__m512bh>(__m512(a)), reinterpret_cast<__m512bh>(__m512(b)));
  }
};

__m256i rounded(const Packet& value) noexcept {
  return reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(value));
}

/// Stores words of a lower and an upper half.
void store_pair(const __m256i& lower, const __m256i& upper, Bf16* words) noexcept {
  const __m512i shifted = _mm512_slli_epi32(_mm512_cvtepu16_epi32(upper), 16);
  _mm512_storeu_si512(words, _mm512_or_si512(_mm512_cvtepu16_epi32(lower), shifted));
}

/// Stores one half of words: the lower one, which clears the upper one, or the upper one.
void store_half(bool is_upper, const __m256i& value, Bf16* words) noexcept {
  __m512i word = _mm512_cvtepu16_epi32(value);
  if (is_upper) word = _mm512_or_si512(_mm512_slli_epi32(word, 16), _mm512_loadu_si512(words));
  _mm512_storeu_si512(words, word);
}

/// Transformed tiles, `[positions][count][channels]`.
struct Rows {
  Bf16* tiles;
  std::ptrdiff_t step;
  int channels;

  [[nodiscard]] __m256i* at(std::ptrdiff_t t, std::ptrdiff_t position, int c) const noexcept {
    return reinterpret_cast<__m256i*>(tiles + position * step + t * channels + c);
  }
};

/// Transformed tiles, `[positions][count / 2][channels][2]`; the last of an odd count stands beside zeros.
struct Pairs {
  Bf16* tiles;
  std::ptrdiff_t step;
  int channels;

  [[nodiscard]] Bf16* at(std::ptrdiff_t t, std::ptrdiff_t position, int c) const noexcept {
    return tiles + position * step + 2 * (t / 2 * channels + c);
  }
};

/// The words of so many values.
template <class Count>
constexpr Count words(Count values) noexcept {
  return values / 2;
}

/// A matrix of words, for a product that counts in elements.
const float* as_words(const Bf16* matrix) noexcept {
  return reinterpret_cast<const float*>(matrix);
}

/// F(6x6, 3x3) would be 3 % faster at batch 128 and has twice the noise.
using F = F4x4;

/// The algorithm for one shape in one caller's memory.
class Bf16Winograd {
 public:
  Bf16Winograd(const ConvolutionShape& shape, float* memory) noexcept : s_(shape), passes_(shape, memory) {
    sums_ = passes_.rest();
    products_ = sums_ + F::kPositions * kernel_size(s_);
    in_tiles_ = as_bf16(products_ + F::kPositions * tiles_step(std::max(s_.in_channels, s_.out_channels)));
    out_pairs_ = in_tiles_ + F::kPositions * tiles_step(s_.in_channels);
    out_rows_ = out_pairs_ + F::kPositions * tiles_step(s_.out_channels);
  }

  /// Sums and products in float, three blocks of tiles in bfloat16.
  static std::size_t scratch_floats(const ConvolutionShape& s) noexcept {
    const std::ptrdiff_t tiles = tiles_step(s.in_channels) + 2 * tiles_step(s.out_channels);
    const std::ptrdiff_t products = tiles_step(std::max(s.in_channels, s.out_channels));
    return winograd_pass_floats(s, F::kOut) +
           static_cast<std::size_t>(F::kPositions * (kernel_size(s) + products + words(tiles)));
  }

  void forward(int samples, Part part, const LinearForward& data) const noexcept {
    passes_.start();
    const Tiling tiling(s_, F::kTiles, samples, part.count);
    const Share groups = share(tiling.groups, 1, part);
    for (int i = groups.first; i < groups.last; ++i) {
      const Group group(tiling, i);
      const Rows in_rows{in_tiles_, step(group, s_.in_channels), s_.in_channels};
      passes_.transform_input(group, data.x, [&](int t, int position, int c, const Packet& value) {
        _mm256_storeu_si256(in_rows.at(t, position, c), rounded(value));
      });
      for (int position = 0; position < F::kPositions; ++position)
        multiply_forward(group, position, data.weights.prepared);
      passes_.store_output(group, products_, data);
    }
  }

  void backward(int samples, const ConvolutionBackward& data) const noexcept {
    passes_.start();
    if (data.grad_x != nullptr) std::fill_n(data.grad_x, samples * input_field(s_).size(), 0.0f);
    const Tiling tiling(s_, F::kTiles, samples);
    for (int i = 0; i < tiling.groups; ++i) {
      const Group group(tiling, i);
      transform_gradient(group, data);
      const Pairs in_pairs{in_tiles_, step(group, s_.in_channels), s_.in_channels};
      passes_.transform_input(group, data.x, [&](int t, int position, int c, const Packet& value) {
        store_half(t % 2 == 1, rounded(value), in_pairs.at(t, position, c));
      });
      for (int position = 0; position < F::kPositions; ++position) {
        multiply_gradients(group, position);
        if (data.grad_x != nullptr) multiply_backward(group, position, data.prepared);
      }
      if (data.grad_x != nullptr) passes_.add_input_gradient(group, products_, data.grad_x);
    }
    passes_.add_weight_gradient(sums_, data.grad_weight);
  }

  /// Prepared: transposed kernels in float, `[3,3,out,in]`; transformed kernels for forward,
  /// `[positions][in/2][out][2]`; likewise transposed ones for backward, `[positions][out/2][in][2]`.
  static void prepare(const ConvolutionShape& s, Part part, const float* weight, float* prepared) noexcept {
    const std::ptrdiff_t size = kernel_size(s);
    const auto store_to = [size](Bf16* kernels, std::ptrdiff_t columns) {
      return [=](std::ptrdiff_t position, std::ptrdiff_t i, const Packet& value) {
        const std::ptrdiff_t row = i / columns;
        store_half(row % 2 == 1, rounded(value), kernels + position * size + 2 * (row / 2 * columns + i % columns));
      };
    };
    Bf16* forward = as_bf16(prepared + kTransposed * size);
    prepare_kernels<F>(s, part, weight, prepared, store_to(forward, s.out_channels),
                       store_to(forward + F::kPositions * size, s.in_channels));
  }
  static std::size_t prepared_floats(const ConvolutionShape& s) noexcept {
    return static_cast<std::size_t>((kTransposed + F::kPositions) * kernel_size(s));
  }

 private:
  static constexpr std::ptrdiff_t kTransposed = 9;  // transposed kernels stand before the transformed ones

  /// Values from one position's tiles to the next one's, for a whole group: an even count.
  static constexpr std::ptrdiff_t tiles_step(int channels) noexcept {
    return std::ptrdiff_t{F::kTiles.group} * channels + 2 * kWinogradGap;
  }
  static std::ptrdiff_t step(const Group& group, int channels) noexcept {
    return std::ptrdiff_t{round_up_to_even(group.count)} * channels + 2 * kWinogradGap;
  }
  static constexpr int round_up_to_even(int count) noexcept { return count + count % 2; }

  [[nodiscard]] const float* forward_kernels(const float* prepared, std::ptrdiff_t position) const noexcept {
    return as_words(as_bf16(prepared + kTransposed * kernel_size(s_)) + position * kernel_size(s_));
  }
  [[nodiscard]] const float* backward_kernels(const float* prepared, std::ptrdiff_t position) const noexcept {
    return forward_kernels(prepared, F::kPositions + position);
  }

  void transform_gradient(const Group& group, const ConvolutionBackward& data) const noexcept {
    const Rows rows{out_rows_, step(group, s_.out_channels), s_.out_channels};
    const Pairs pairs{out_pairs_, rows.step, s_.out_channels};
    passes_.transform_gradient(group, data, [&](int t, int position, int c, const Packet& value) {
      const __m256i half = rounded(value);
      _mm256_storeu_si256(rows.at(t, position, c), half);
      if (t % 2 == 1)
        store_pair(_mm256_loadu_si256(rows.at(t - 1, position, c)), half, pairs.at(t, position, c));
      else if (t == group.count - 1)
        store_half(false, half, pairs.at(t, position, c));
    });
  }

  void multiply_forward(const Group& group, std::ptrdiff_t position, const float* prepared) const noexcept {
    const StridedRows rows{as_words(in_tiles_ + position * step(group, s_.in_channels)), words(s_.in_channels),
                           products_ + position * group.step(s_.out_channels), s_.out_channels};
    product<PairArithmetic>(rows, {0, group.count, 0, s_.out_channels}, {1, 0, words(s_.in_channels), 1},
                            forward_kernels(prepared, position), s_.out_channels, {});
  }

  void multiply_gradients(const Group& group, std::ptrdiff_t position) const noexcept {
    const StridedRows rows{as_words(in_tiles_ + position * step(group, s_.in_channels)), 1,
                           sums_ + position * kernel_size(s_), s_.out_channels};
    product<PairArithmetic>(rows, {0, s_.in_channels, 0, s_.out_channels},
                            {1, 0, words(round_up_to_even(group.count)), s_.in_channels},
                            as_words(out_pairs_ + position * step(group, s_.out_channels)), s_.out_channels,
                            {.accumulate = group.first > 0});
  }

  void multiply_backward(const Group& group, std::ptrdiff_t position, const float* prepared) const noexcept {
    const StridedRows rows{as_words(out_rows_ + position * step(group, s_.out_channels)), words(s_.out_channels),
                           products_ + position * group.step(s_.in_channels), s_.in_channels};
    product<PairArithmetic>(rows, {0, group.count, 0, s_.in_channels}, {1, 0, words(s_.out_channels), 1},
                            backward_kernels(prepared, position), s_.in_channels, {});
  }

  const ConvolutionShape& s_;
  WinogradPasses<F> passes_;
  float* sums_;      // gradients of transformed kernels
  float* products_;  // of a group
  Bf16* in_tiles_;   // transformed: rows forward, pairs backward
  Bf16* out_pairs_;
  Bf16* out_rows_;
};

bool takes_winograd(const ConvolutionShape& s) noexcept {
  return uses_bf16(s) && winograd_tile(s) != 0;
}

bool pools(const ConvolutionShape& s) noexcept {
  return takes_winograd(s) ? fp32_convolution_pools(s) : convolution_pools(s);
}

KernelMemory memory(const ConvolutionShape& s) noexcept {
  if (!takes_winograd(s)) return convolution_memory(s);
  return {.scratch_floats = Bf16Winograd::scratch_floats(s), .prepared_floats = Bf16Winograd::prepared_floats(s)};
}

void prepare(const ConvolutionShape& s, Part part, const float* weight, float* prepared) noexcept {
  takes_winograd(s) ? Bf16Winograd::prepare(s, part, weight, prepared) : convolution_prepare(s, part, weight, prepared);
}

void forward(const ConvolutionShape& s, int samples, Part part, const LinearForward& data, float* scratch) noexcept {
  takes_winograd(s) ? Bf16Winograd(s, scratch).forward(samples, part, data)
                    : convolution_forward(s, samples, part, data, scratch);
}

void backward(const ConvolutionShape& s, int samples, const ConvolutionBackward& data, float* scratch) noexcept {
  takes_winograd(s) ? Bf16Winograd(s, scratch).backward(samples, data)
                    : convolution_backward(s, samples, data, scratch);
}

}  // namespace

const Kernels& training_table() noexcept {
  static const Kernels kernels = [] {
    Kernels table = fp32();
    table.convolution_pools = pools;
    table.convolution_memory = memory;
    table.convolution_prepare = prepare;
    table.convolution_forward = forward;
    table.convolution_backward = backward;
    return table;
  }();
  return kernels;
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
