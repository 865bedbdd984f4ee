#include "digitnet/trainer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "digitnet/error.hpp"
#include "training/run.hpp"

namespace digitnet {

namespace {

const Dataset& no_data() {
  static const Dataset empty;
  return empty;
}

}  // namespace

Trainer::Trainer(Model& model, const Dataset& train, TrainOptions options)
    : Trainer(model, train, no_data(), std::move(options)) {}

Trainer::Trainer(Model& model, const Dataset& train, const Dataset& validation, TrainOptions options)
    : run_(std::make_unique<Run>(model, train, validation, std::move(options))) {}

Trainer::~Trainer() = default;

const History& Trainer::run() {
  if (run_->train.empty()) throw ArgumentError("there are no images to train on");
  TrainerState& state = run_->state;
  while (!state.finished) {
    if (run_->epoch_is_over()) {
      run_->finish_epoch();
      if (run_->options.on_epoch && !run_->options.on_epoch(state.history.back())) break;
    } else {
      run_->train_batch();
      if (!run_->report_step()) break;
    }
  }
  if (state.finished) run_->use_result();
  return state.history;
}

double Trainer::step(TensorView images, std::span<const int> labels) {
  const Shape& one = run_->model.input_shape();
  const Shape expected{static_cast<int>(std::max<std::size_t>(labels.size(), 1)), one[0], one[1], one[2]};
  if (labels.empty() || images.shape != expected)
    throw ShapeError(fmt::format("{} labels go with images of {}: found {}", labels.size(), expected.to_string(),
                                 images.shape.to_string()));
  if (labels.size() > static_cast<std::size_t>(run_->options.batch_size))
    throw ArgumentError(
        fmt::format("a step takes at most {} images: found {}", run_->options.batch_size, labels.size()));
  for (const int label : labels)
    if (label < 0 || label >= run_->model.classes())
      throw ArgumentError(fmt::format("label {} is not below {} classes", label, run_->model.classes()));
  std::copy_n(images.data, images.shape.size(), run_->network.input());
  return run_->take_step(labels).loss / static_cast<double>(labels.size());
}

const History& Trainer::history() const {
  return run_->state.history;
}

TrainerState Trainer::state() const {
  return run_->snapshot();
}

void Trainer::restore(TrainerState state) {
  if (!run_->fits(state))
    throw ArgumentError("this training state belongs to another model, optimiser, averaging or data");
  run_->resume(std::move(state));
}

History fit(Model& model, const Dataset& train, const TrainOptions& options) {
  return Trainer(model, train, options).run();
}

History fit(Model& model, const Dataset& train, const Dataset& validation, const TrainOptions& options) {
  return Trainer(model, train, validation, options).run();
}

}  // namespace digitnet
