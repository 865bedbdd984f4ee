#pragma once

#include <memory>
#include <span>
#include <vector>

#include "digitnet/dataset.hpp"
#include "digitnet/evaluate.hpp"
#include "digitnet/model.hpp"
#include "digitnet/precision.hpp"
#include "digitnet/predictor.hpp"
#include "digitnet/tensor.hpp"

namespace digitnet {

/// How an ensemble works.
struct EnsembleOptions {
  int views = 1;  ///< how often an image is looked at, 1 to Ensemble::kMostViews: once as it is, then changed a little
  int max_batch = 1;  ///< how many images are taken at a time
  int threads = 1;    ///< 0: as OpenMP decides
  Precision precision = Precision::fp32;
};

/// Several models, or several views of an image, whose probabilities are averaged: fewer mistakes, for as many times
/// the work as there are models times views.
///
/// The views after the first are the image moved, zoomed or turned a little, with zeros where nothing was.
/// Shares nothing with other ensembles: give each thread its own.
class Ensemble {
 public:
  static constexpr int kMostViews = 9;

  /// Uses `models`, which must not change, until it goes.
  ///
  /// Throws ArgumentError when there is no model or an option is out of its range, ShapeError when the models differ in
  /// what they take or in how many outputs they have.
  explicit Ensemble(std::vector<const Model*> models, const EnsembleOptions& options = {});
  ~Ensemble();
  Ensemble(Ensemble&&) noexcept;
  Ensemble& operator=(Ensemble&&) noexcept;

  /// What the models take, and how many outputs each has.
  [[nodiscard]] const Model& first_model() const;
  [[nodiscard]] int max_batch() const;

  /// The averaged outputs `[N,classes]` for `images` `[N,H,W,C]` with values from 0 to 1; valid until the next call.
  /// Throws as Predictor::outputs.
  std::span<const float> outputs(TensorView images);
  /// The prediction for one image. Throws as Predictor::predict.
  Prediction predict(TensorView image);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Runs `ensemble` over all of `data`. Throws as evaluate() of a model.
[[nodiscard]] Evaluation evaluate(Ensemble& ensemble, const Dataset& data);

}  // namespace digitnet
