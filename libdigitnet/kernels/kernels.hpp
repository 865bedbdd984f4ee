#pragma once

// The arithmetic behind one table of functions, filled once for each instruction set. Every sample is a row-major
// block of floats, `[H,W,C]` or `[values]`, and samples follow one another. Every float buffer that a kernel reads
// must be readable for 64 bytes behind its end (digitnet::Storage is), because whole vectors are loaded there.

#include <cstddef>
#include <cstdint>

#include "digitnet/precision.hpp"

namespace digitnet {

/// What kernels are wanted for: inference goes forward only.
enum class Purpose { training, inference };

/// The geometry of a convolution: `[in_height,in_width,in_channels]` to `[out_height,out_width,out_channels]` under
/// a square kernel, with `pad_top` and `pad_left` rows and columns of zeros before the image. With `pools`, max pooling
/// in windows of 2x2 follows in the same step, and the output that is written and read is that of the pooling,
/// `[out_height/2,out_width/2,out_channels]`; only for shapes for which convolution_pools holds.
struct ConvolutionShape {
  int in_height, in_width, in_channels;
  int out_height, out_width, out_channels;
  int kernel, stride, pad_top, pad_left;
  bool pools = false;
};

/// What a convolution `[kernel,kernel,in,out]` or a dense layer `[in,out]` adds up with, `[out]`, and what its prepare
/// function made of the first.
struct Weights {
  const float* weight;
  const float* bias;
  const float* prepared;
};

/// What the forward pass of a convolution or a dense layer reads and writes: y = x * weights + bias, and max(y, 0) with
/// `relu`.
struct LinearForward {
  const float* x;
  Weights weights;
  bool relu;
  float* y;
  std::uint8_t* indices = nullptr;  ///< where it pools: as max_pool_forward's, null when nobody wants them
};

/// What the kernels of a layer want beside its arrays: for each caller, between no two calls; and from one prepare to
/// the next, shared.
struct KernelMemory {
  std::size_t scratch_floats = 0;
  std::size_t prepared_floats = 0;
};

/// What the backward pass of a convolution reads and writes.
struct ConvolutionBackward {
  const float* x;
  const float* y;  ///< null without a ReLU; else grad_y counts only where y is above 0
  const float* prepared;
  float* grad_y;  ///< may be changed
  float* grad_weight;
  float* grad_bias;
  float* grad_x;                          ///< null when nobody wants it
  const std::uint8_t* indices = nullptr;  ///< where it pools: of forward
};

/// The geometry of a pooling window that moves over `[in_height,in_width,channels]`.
struct PoolingShape {
  int in_height, in_width, channels;
  int out_height, out_width;
  int window, stride;
};

/// The share of a result that the caller computes: part `index` of `count`.
struct Part {
  int index = 0;
  int count = 1;
};

/// x `[rows,in]`, w `[in,out]`, y `[rows,out]`.
struct DenseShape {
  int rows, in, out;
};

/// What the backward pass of a dense layer reads and writes for inputs [first, last): a panel of kDensePanel, or what
/// is left for the last one.
struct DenseBackward {
  int first, last;
  const float* x;
  Weights weights;
  const float* grad_y;
  float* grad_weight;  ///< `[last - first, out]`
  float* grad_x;       ///< null when nobody wants it
};

/// The numbers of one optimiser step; which are used depends on the optimiser.
struct OptimizerStep {
  float learning_rate;
  float decay1;  ///< rho, momentum or beta1
  float decay2;  ///< beta2
  float epsilon;
  float weight_decay;
  float correction1;  ///< 1 / (1 - beta1^t)
  float correction2;  ///< 1 / (1 - beta2^t)
  bool nesterov;
};

struct Kernels {
  // Each call with a part computes only that; together the parts write every element once.

  // Convolution.

  /// Whether the convolution can be followed by 2x2 max pooling in the same step.
  bool (*convolution_pools)(const ConvolutionShape& shape) noexcept;
  KernelMemory (*convolution_memory)(const ConvolutionShape& shape) noexcept;
  /// Lays out part of the weights as forward and backward want them; all parts once after every change of the weights.
  void (*convolution_prepare)(const ConvolutionShape& shape, Part part, const float* weight, float* prepared) noexcept;
  void (*convolution_forward)(const ConvolutionShape& shape, int samples, Part part, const LinearForward& data,
                              float* scratch) noexcept;
  /// Adds to grad_weight and grad_bias, overwrites grad_x.
  void (*convolution_backward)(const ConvolutionShape& shape, int samples, const ConvolutionBackward& data,
                               float* scratch) noexcept;

  // Dense.

  /// `shape` has as many rows as there may be.
  KernelMemory (*dense_memory)(const DenseShape& shape, Purpose purpose) noexcept;
  void (*dense_prepare)(const DenseShape& shape, Part part, const float* weight, float* prepared) noexcept;
  void (*dense_forward)(const DenseShape& shape, Part part, const LinearForward& data, float* scratch) noexcept;
  /// Lays out grad_y in `scratch` as dense_backward wants it; before the caller's first panel.
  void (*dense_start_backward)(const DenseShape& shape, const float* grad_y, float* scratch) noexcept;
  /// For some inputs: overwrites their rows of the weight gradient, and their columns of grad_x.
  void (*dense_backward)(const DenseShape& shape, const DenseBackward& data, float* scratch) noexcept;
  /// Overwrites grad_bias.
  void (*dense_backward_bias)(const DenseShape& shape, const float* grad_y, float* grad_bias) noexcept;

  // Pooling. indices: for each output value, where in its window the maximum stood, row by row.

  /// `indices` may be null.
  void (*max_pool_forward)(const PoolingShape& shape, int samples, Part part, const float* x, float* y,
                           std::uint8_t* indices) noexcept;
  void (*max_pool_backward)(const PoolingShape& shape, int samples, const float* grad_y, const std::uint8_t* indices,
                            float* grad_x) noexcept;

  // Element by element; x and y may be the same.

  void (*relu_forward)(std::size_t count, const float* x, float* y) noexcept;
  /// grad = 0 where y is 0.
  void (*relu_backward)(std::size_t count, const float* y, float* grad) noexcept;
  /// y[i] = x[i] / (1 - rate) where hash(key, i) says keep, else 0; its own backward, with gradients for x and y.
  void (*dropout)(std::size_t count, std::uint32_t key, float rate, const float* x, float* y) noexcept;
  /// target += source.
  void (*add)(std::size_t count, const float* source, float* target) noexcept;
  /// average = decay * average + (1 - decay) * value.
  void (*average)(std::size_t count, float decay, const float* value, float* average) noexcept;

  // Softmax and loss, a sample at a time.

  void (*softmax_forward)(int classes, const float* x, float* y) noexcept;
  /// In place: grad becomes y * (grad - sum over d of grad[d] y[d]).
  void (*softmax_backward)(int classes, const float* y, float* grad) noexcept;
  /// The cross-entropy of softmax(`logits`) against `label` smoothed by `smoothing`; grad becomes
  /// `scale` * (softmax(logits) - target).
  double (*cross_entropy)(int classes, const float* logits, int label, float smoothing, float scale,
                          float* grad) noexcept;

  // Batch normalisation over `rows` rows of `channels` values. saved: mean `[channels]`, then 1/deviation.

  void (*batch_norm_statistics)(int rows, int channels, float epsilon, const float* x, float* saved) noexcept;
  /// y = gamma * (x - mean) * inverse_deviation + beta.
  void (*batch_norm_apply)(int rows, int channels, const float* x, const float* saved, const float* gamma_beta,
                           float* y) noexcept;
  /// Adds to grad_gamma_beta. `sums`: 2 * channels floats of scratch.
  void (*batch_norm_backward)(int rows, int channels, const float* x, const float* saved, const float* gamma,
                              const float* grad_y, float* grad_gamma_beta, float* grad_x, float* sums) noexcept;

  // Optimisers: one pass over `count` weights, their gradients and their state.

  void (*adadelta)(std::size_t count, const OptimizerStep& step, const float* grad, float* weight,
                   float* mean_square_grad, float* mean_square_update) noexcept;
  void (*sgd)(std::size_t count, const OptimizerStep& step, const float* grad, float* weight, float* velocity) noexcept;
  void (*adam)(std::size_t count, const OptimizerStep& step, const float* grad, float* weight, float* moment1,
               float* moment2) noexcept;
};

/// The kernels of active_isa(), with products in bfloat16 where `precision` asks for them and there are such. Throws as
/// active_isa() does.
[[nodiscard]] const Kernels& kernels(Precision precision = Precision::fp32, Purpose purpose = Purpose::training);

/// Output tiles of Winograd's algorithm: their side, and how many are taken at a time at most.
struct WinogradTiles {
  int side, group;
};
inline constexpr WinogradTiles kTilesOf2{2, 72};
inline constexpr WinogradTiles kTilesOf4{4, 48};
inline constexpr WinogradTiles kTilesOf6{6, 36};
/// The side of the tiles by which the convolution is computed in float: 2, 4 or 6, by the multiplications that an image
/// takes and the kernels that are read for it; 0 where Winograd's algorithm does not compute it.
[[nodiscard]] int winograd_tile(const ConvolutionShape& shape) noexcept;
/// Floats that the passes before and behind the products want: a pixel of zeros, one that nobody reads, a tile of
/// output.
[[nodiscard]] std::size_t winograd_pass_floats(const ConvolutionShape& shape, int tile) noexcept;
/// Floats between one position's tiles and the next one's, so that a tile's positions do not share a few cache sets.
inline constexpr int kWinogradGap = 16;

/// The most inputs of dense_backward.
inline constexpr int kDensePanel = 128;
/// dense_backward adds up the weight gradient over this many rows at a time.
inline constexpr int kDenseRows = 256;

/// Of the kernels in float, for every instruction set.
[[nodiscard]] bool fp32_convolution_pools(const ConvolutionShape& shape) noexcept;
[[nodiscard]] KernelMemory fp32_convolution_memory(const ConvolutionShape& shape) noexcept;
[[nodiscard]] KernelMemory fp32_dense_memory(const DenseShape& shape, Purpose purpose) noexcept;

}  // namespace digitnet
