#pragma once

#include <cstddef>
#include <vector>

#include "digitnet/architectures.hpp"
#include "digitnet/model.hpp"
#include "digitnet/trainer.hpp"
#include "support/benchmark.hpp"
#include "support/labelled_bars.hpp"

namespace digitnet::bench {

/// Training steps with Adadelta on batches that already lie in memory as floats.
class TrainingWork {
 public:
  TrainingWork(const Architecture& architecture, int batch_size, const Settings& settings);

  /// Returns the loss.
  double step();

  /// The answer before the time: learning such easy images must bring the loss down. Throws WrongAnswer.
  void check();

  [[nodiscard]] const Model& model() const { return model_; }

 private:
  Model model_;
  Dataset none_;
  Trainer trainer_;
  std::vector<LabelledBars> batches_;
  std::size_t steps_ = 0;
};

/// The floating-point operations that training on one image takes by the definition of its convolutions and dense
/// layers, whatever the algorithm: two for each product and its sum, in forward, in the gradient of the weights and in
/// the gradient of the input, of which the first layer has none. Everything else is not counted.
[[nodiscard]] double training_operations(const Model& model);

}  // namespace digitnet::bench
