#pragma once

#include <memory>
#include <span>
#include <vector>

#include "digitnet/model.hpp"
#include "digitnet/precision.hpp"
#include "digitnet/tensor.hpp"

namespace digitnet {

/// What a model says of one image.
struct Prediction {
  int label = 0;                     ///< the most probable class
  float probability = 0;             ///< of that class, 0 to 1
  std::vector<float> probabilities;  ///< of every class
};

/// The `k` most probable classes, most probable first; ties by class, NaN last.
[[nodiscard]] std::vector<int> top_k(std::span<const float> probabilities, int k);

/// Runs one model again and again in memory that it keeps; outputs() allocates nothing after its first call.
///
/// Shares nothing with other predictors: give each thread its own.
class Predictor {
 public:
  /// Uses `model`, which must not change, until it goes. `max_batch` images at most are taken at a time; 0 `threads`:
  /// as OpenMP decides. Threads divide a batch, and read one image together. `precision` is that of the products.
  explicit Predictor(const Model& model, int max_batch = 1, int threads = 1, Precision precision = Precision::fp32);
  explicit Predictor(const Model&& model, int max_batch = 1, int threads = 1,
                     Precision precision = Precision::fp32) = delete;
  ~Predictor();
  Predictor(Predictor&&) noexcept;
  Predictor& operator=(Predictor&&) noexcept;

  /// The outputs `[N,classes]` for `images` `[N,H,W,C]` with values from 0 to 1; valid until the next call.
  ///
  /// Throws ShapeError when the images do not fit the model, ArgumentError when N is above max_batch.
  std::span<const float> outputs(TensorView images);
  /// The prediction for one image of the model's input shape. Throws as outputs() does.
  Prediction predict(TensorView image);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace digitnet
