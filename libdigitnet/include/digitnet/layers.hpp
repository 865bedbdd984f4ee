#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "digitnet/shape.hpp"

namespace digitnet {

/// How a convolution treats the border: `valid` stays inside the image, `same` surrounds it with zeros so that the
/// output measures ceil(input / stride) (the extra row or column, if any, goes to the bottom and right, as in Keras).
enum class Padding : std::uint8_t { valid, same };

/// How weights start, drawn from a uniform distribution over [-limit, limit].
///
/// `glorot`: limit = sqrt(6 / (fan_in + fan_out)), Keras's default (Glorot & Bengio 2010, eq. 16).
/// `he`: limit = sqrt(6 / fan_in) (He et al. 2015, eq. 10).
enum class Init : std::uint8_t { glorot, he };

/// 2-D convolution: y[n,i,j,f] = bias[f] + sum over k,l,c of x[n, i*stride+k-pad, j*stride+l-pad, c] * w[k,l,c,f].
///
/// `[N,H,W,C]` -> `[N,H',W',filters]`; weight `[kernel,kernel,C,filters]`, bias `[filters]`.
/// Ranges: filters 1 to 65,536, kernel and stride 1 to 255.
struct Conv {
  int filters = 32;
  int kernel = 3;
  int stride = 1;
  Padding padding = Padding::valid;
  Init init = Init::glorot;
  friend bool operator==(const Conv&, const Conv&) = default;
};

/// The largest of every `window` x `window` square: `[N,H,W,C]` -> `[N,(H-window)/stride+1,(W-window)/stride+1,C]`.
///
/// Ties go to the first in reading order. `stride` 0 means `window`. Ranges: window 1 to 15, stride 0 to 255.
struct MaxPool {
  int window = 2;
  int stride = 0;
  friend bool operator==(const MaxPool&, const MaxPool&) = default;
};

/// While training, sets each value to 0 with probability `rate` and multiplies the others by 1 / (1 - rate); while
/// predicting, does nothing (Srivastava et al. 2014, inverted). 0 <= rate < 1.
struct Dropout {
  float rate = 0.5f;
  friend bool operator==(const Dropout&, const Dropout&) = default;
};

/// Fully connected: y = x w + bias. Any shape is read as a row of its values, so no flatten layer is needed.
///
/// `[N,...]` -> `[N,units]`; weight `[in,units]`, bias `[units]`. Range: units 1 to 1,048,576.
struct Dense {
  int units = 10;
  Init init = Init::glorot;
  friend bool operator==(const Dense&, const Dense&) = default;
};

/// y = max(x, 0).
struct Relu {
  friend bool operator==(const Relu&, const Relu&) = default;
};

/// y[c] = exp(x[c]) / sum over d of exp(x[d]), over all values of a sample.
struct Softmax {
  friend bool operator==(const Softmax&, const Softmax&) = default;
};

/// y = gamma (x - mean) / sqrt(variance + epsilon) + beta, per channel (Ioffe & Szegedy 2015).
///
/// While training, mean and variance are those of the samples of one shard of the batch (docs/decisions/0003), and
/// the running ones move towards them: running = momentum * running + (1 - momentum) * current. While predicting,
/// the running ones are used. gamma and beta `[C]` are trained; mean and variance `[C]` are kept beside them. Ranges:
/// momentum in [0, 1), epsilon above 0.
struct BatchNorm {
  float momentum = 0.99f;
  float epsilon = 1e-3f;
  friend bool operator==(const BatchNorm&, const BatchNorm&) = default;
};

/// All layers there are.
using Layer = std::variant<Conv, MaxPool, Dropout, Dense, Relu, Softmax, BatchNorm>;

/// The layer's name, one lower-case word: `conv`, `max_pool`, `dropout`, `dense`, `relu`, `softmax`, `batch_norm`.
[[nodiscard]] std::string name(const Layer& layer);

/// The name with what makes the layer special, for people: `conv 32 3x3`, `max_pool 2x2`, `dropout 0.25`.
[[nodiscard]] std::string describe(const Layer& layer);

/// The shape of one sample after `layer`. Throws ShapeError when the layer cannot take `input`, ArgumentError when a
/// field of the layer is out of its range.
[[nodiscard]] Shape output_shape(const Layer& layer, const Shape& input);

}  // namespace digitnet
