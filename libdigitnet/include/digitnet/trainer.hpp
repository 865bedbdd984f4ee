#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "digitnet/augmentation.hpp"
#include "digitnet/dataset.hpp"
#include "digitnet/model.hpp"
#include "digitnet/optimizer.hpp"
#include "digitnet/precision.hpp"
#include "digitnet/schedule.hpp"
#include "digitnet/tensor.hpp"

namespace digitnet {

/// The figures of one finished epoch; the validation ones are there when there was something to validate on.
struct EpochRecord {
  int epoch = 0;        ///< from 1
  double loss = 0;      ///< mean over the epoch's images, as they were trained on (augmented, dropout on)
  double accuracy = 0;  ///< likewise, 0 to 1
  std::optional<double> validation_loss;
  std::optional<double> validation_accuracy;
  double learning_rate = 0;  ///< at the epoch's last step
  double seconds = 0;        ///< training and validation
  friend bool operator==(const EpochRecord&, const EpochRecord&) = default;
};

using History = std::vector<EpochRecord>;

/// Stops when the validation loss (without validation, the training loss) has not fallen by more than `min_delta`
/// for `patience` epochs; `restore_best` then goes back to the weights of the best epoch.
struct EarlyStopping {
  int patience = 5;
  double min_delta = 0;
  bool restore_best = true;
};

/// Where a running epoch stands.
struct Progress {
  int epoch;  ///< from 1
  int epochs;
  std::int64_t step;   ///< of this epoch, from 1
  std::int64_t steps;  ///< of this epoch
  std::size_t images;  ///< seen in this epoch
  double loss;         ///< mean over this epoch so far
  double accuracy;     ///< likewise
};

struct TrainOptions {
  int epochs = 12;                        ///< at least 1
  int batch_size = 128;                   ///< 1 to 65,536
  std::uint64_t seed = 0;                 ///< of shuffling, dropout and augmentation
  int threads = 0;                        ///< 0 to 1,024; 0: as OpenMP decides. The result does not depend on it.
  Precision precision = Precision::fp32;  ///< of the products; weights and sums are floats in either
  Optimizer optimizer = Adam{};
  Schedule schedule{};
  float label_smoothing = 0;  ///< epsilon in [0, 1): targets are (1-epsilon) one-hot + epsilon / classes
  float ema_decay = 0;        ///< in [0, 1); above 0: the result is the moving average of the weights
  Augmentation augmentation{};
  std::optional<EarlyStopping> early_stopping{};
  /// Called after every step; training stops cleanly when it returns false.
  std::function<bool(const Progress&)> on_step{};
  /// Called after every epoch; training stops cleanly when it returns false.
  std::function<bool(const EpochRecord&)> on_epoch{};
};

/// Everything that a training run is beyond its options and data: what a checkpoint holds.
struct TrainerState {
  std::int64_t step = 0;  ///< steps taken since the start
  double epoch_loss = 0;  ///< sums over the running epoch
  std::int64_t epoch_correct = 0;
  std::vector<float> optimizer_state;  ///< slot after slot, each as long as the parameters
  std::vector<float> ema_parameters;   ///< empty without averaging
  std::vector<float> ema_statistics;
  std::vector<float> best_parameters;  ///< of early stopping; empty until the first epoch is over
  std::vector<float> best_statistics;
  double best_loss = 0;
  int epochs_without_progress = 0;
  bool finished = false;  ///< all epochs done, or stopped early
  History history;
};

/// Trains a model by mini-batches; the own loop behind fit().
///
/// The same seed, options and data give the same bits with any number of threads: a batch is cut into eight shards,
/// whatever their number, and the shards' gradients are summed in a fixed order. A step allocates nothing.
class Trainer {
 public:
  /// `model` and the data are used until the trainer goes.
  ///
  /// Throws ArgumentError when an option is out of its range, or when there is nothing to train on and the schedule
  /// is not constant, because only the data says how long training is; ShapeError when the data does not fit the model
  /// or the model does not end in Softmax.
  Trainer(Model& model, const Dataset& train, TrainOptions options);
  Trainer(Model& model, const Dataset& train, const Dataset& validation, TrainOptions options);
  Trainer(Model& model, const Dataset&& train, TrainOptions options) = delete;
  Trainer(Model& model, const Dataset&& train, const Dataset& validation, TrainOptions options) = delete;
  Trainer(Model& model, const Dataset& train, const Dataset&& validation, TrainOptions options) = delete;
  ~Trainer();
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;

  /// Trains on from where the state stands until all epochs are done or a callback says stop.
  ///
  /// At the end the model holds the averaged or best weights where the options ask for them.
  /// Throws NumericError, naming epoch and step, when the loss is not finite, before that step changes the model; and
  /// when the weights or the validation loss are not finite at the end of an epoch.
  const History& run();

  /// One step on own data: `images` `[N,H,W,C]` with N <= batch_size. Returns the mean loss. A trainer takes either
  /// such steps or run().
  ///
  /// Throws ShapeError or ArgumentError when images or labels do not fit, NumericError as run() does.
  double step(TensorView images, std::span<const int> labels);

  [[nodiscard]] const History& history() const;
  /// A copy of all that is needed to go on later, beside the model's own numbers.
  [[nodiscard]] TrainerState state() const;
  /// Goes back to such a state; the model's own numbers must be set by the caller.
  ///
  /// Throws ArgumentError when it does not fit the model or the options.
  void restore(TrainerState state);

 private:
  struct Run;
  std::unique_ptr<Run> run_;
};

/// Trains `model` on `train` and returns the figures of every epoch. Throws as Trainer does.
History fit(Model& model, const Dataset& train, const TrainOptions& options = {});
History fit(Model& model, const Dataset& train, const Dataset& validation, const TrainOptions& options = {});

}  // namespace digitnet
