#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "digitnet/dataset.hpp"
#include "digitnet/model.hpp"
#include "digitnet/tensor.hpp"
#include "digitnet/trainer.hpp"
#include "model/network.hpp"
#include "training/augmenter.hpp"

namespace digitnet {

/// One training run: what a Trainer works on and where it stands.
struct Trainer::Run {
  Run(Model& trained, const Dataset& train_data, const Dataset& validation_data, TrainOptions o);

  [[nodiscard]] std::int64_t batch_size() const { return options.batch_size; }
  [[nodiscard]] std::int64_t steps_per_epoch() const {
    return (static_cast<std::int64_t>(train.size()) + batch_size() - 1) / batch_size();
  }
  [[nodiscard]] bool epoch_is_over() const {
    return state.step / steps_per_epoch() > static_cast<std::int64_t>(state.history.size());
  }

  [[nodiscard]] bool is_finished() const {
    const bool stuck = options.early_stopping && state.epochs_without_progress >= options.early_stopping->patience;
    return stuck || state.history.size() >= static_cast<std::size_t>(options.epochs);
  }

  BatchResult take_step(std::span<const int> batch_labels);
  void update_average();
  void train_batch();
  void shuffle(std::int64_t epoch);
  void show_image(std::int64_t epoch, std::uint32_t image, float* input);
  [[nodiscard]] bool report_step() const;
  void finish_epoch();
  void validate_epoch(EpochRecord& record);
  void swap_averaged();
  void check_finite(const EpochRecord& record) const;
  void watch_progress(double loss);
  void use_result();
  [[nodiscard]] bool fits(const TrainerState& other) const;
  [[nodiscard]] TrainerState snapshot() const;
  void resume(TrainerState other);

  TrainOptions options;
  Model& model;
  const Dataset& train;
  const Dataset& validation;
  Network network;
  std::vector<Augmenter> augmenters;  // one for each thread; empty when images are shown as they are
  TrainerState state;                 // but for the optimiser's state, which lies in
  Storage optimizer_slots;            // slot after slot, each aligned: slots across cache lines take half as long again
  std::vector<std::uint32_t> order;   // of this epoch's images
  std::int64_t order_epoch = -1;
  std::vector<int> labels;  // of the running batch
  std::chrono::steady_clock::time_point epoch_start;
};

}  // namespace digitnet
