#include "digitnet/trainer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>
#include <variant>

#include "digitnet/error.hpp"
#include "model/network.hpp"
#include "model/score.hpp"
#include "tensor/random.hpp"
#include "training/update.hpp"

namespace digitnet {

namespace {

/// Weights are updated in blocks of this many, so that no result depends on how threads divide them.
constexpr std::size_t kUpdateBlock = 16384;

// The streams of random numbers that one seed is the start of.
constexpr std::uint64_t kShuffleStream = 1;
constexpr std::uint64_t kDropoutStream = 2;

void check(bool fine, const std::string& what) {
  if (!fine) throw ArgumentError(what);
}

void validate(const TrainOptions& o) {
  check(o.epochs >= 1, fmt::format("epochs must be at least 1: found {}", o.epochs));
  check(o.batch_size >= 1 && o.batch_size <= 65536,
        fmt::format("batch size must be from 1 to 65536: found {}", o.batch_size));
  check(o.label_smoothing >= 0 && o.label_smoothing < 1,
        fmt::format("label smoothing must be at least 0 and below 1: found {}", o.label_smoothing));
  check(o.ema_decay >= 0 && o.ema_decay < 1,
        fmt::format("weight averaging's decay must be at least 0 and below 1: found {}", o.ema_decay));
  if (o.early_stopping)
    check(o.early_stopping->patience >= 1,
          fmt::format("early stopping's patience must be at least 1: found {}", o.early_stopping->patience));
  validate(o.optimizer);
  validate(o.schedule);
}

/// Checked before anything is allocated for the model.
const TrainOptions& validated(const TrainOptions& options, const Model& model) {
  validate(options);
  if (!std::holds_alternative<Softmax>(model.layers().back()) || model.layers().size() < 2)
    throw ShapeError("a model to be trained ends in Softmax, behind at least one other layer");
  return options;
}

const Dataset& no_data() {
  static const Dataset empty;
  return empty;
}

std::vector<float> copy(std::span<const float> values) {
  return {values.begin(), values.end()};
}

void swap_values(std::span<float> a, std::vector<float>& b) {
  std::swap_ranges(a.begin(), a.end(), b.begin());
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

struct Trainer::Run {
  Run(Model& trained, const Dataset& train_data, const Dataset& validation_data, TrainOptions o)
      : options(std::move(o)),
        model(trained),
        train(train_data),
        validation(validation_data),
        network(model, validated(options, model).batch_size, Purpose::training, options.threads),
        order(train.size()),
        labels(static_cast<std::size_t>(options.batch_size)),
        epoch_start(std::chrono::steady_clock::now()) {
    for (const Dataset* data : {&train, &validation})
      if (!data->empty()) check_fits(model, *data);
    const auto slots = static_cast<std::size_t>(state_slots(options.optimizer));
    state.optimizer_state.resize(slots * model.parameters().size());
    if (options.ema_decay > 0) {
      state.ema_parameters = copy(model.parameters());
      state.ema_statistics = copy(model.statistics());
    }
    state.best_loss = std::numeric_limits<double>::infinity();
  }

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
  void update_weights();
  void update_average();
  void train_batch();
  void shuffle(std::int64_t epoch);
  [[nodiscard]] bool report_step() const;
  void finish_epoch();
  void validate_epoch(EpochRecord& record);
  void watch_progress(double loss);
  void use_result();

  TrainOptions options;
  Model& model;
  const Dataset& train;
  const Dataset& validation;
  Network network;
  TrainerState state;
  std::vector<std::uint32_t> order;  // of this epoch's images
  std::int64_t order_epoch = -1;
  std::vector<int> labels;  // of the running batch
  std::chrono::steady_clock::time_point epoch_start;
};

/// Learns from the images in the network's input.
BatchResult Trainer::Run::take_step(std::span<const int> batch_labels) {
  const std::uint64_t dropout = derive_key(options.seed, kDropoutStream);
  const auto step = static_cast<std::uint64_t>(state.step);
  const BatchResult result = network.differentiate(
      model, batch_labels, {.dropout_key = derive_key(dropout, step), .label_smoothing = options.label_smoothing});
  if (!std::isfinite(result.loss)) {
    const std::int64_t per_epoch = std::max<std::int64_t>(steps_per_epoch(), 1);
    throw NumericError(fmt::format("the loss became {} at epoch {}, step {}: try a lower learning rate than {}",
                                   result.loss, state.step / per_epoch + 1, state.step % per_epoch + 1,
                                   learning_rate(options.optimizer)));
  }
  update_weights();
  network.update_statistics(model);
  if (options.ema_decay > 0) update_average();
  ++state.step;
  return result;
}

void Trainer::Run::update_weights() {
  const UpdateStep step{
      state.step, rate_factor(options.schedule, state.step, steps_per_epoch() * options.epochs, steps_per_epoch())};
  const std::size_t size = model.parameters().size();
  const std::size_t blocks = (size + kUpdateBlock - 1) / kUpdateBlock;
  const bool two_slots = state_slots(options.optimizer) == 2;
#pragma omp parallel for schedule(static) num_threads(network.threads())
  for (std::size_t block = 0; block < blocks; ++block) {
    const std::size_t first = block * kUpdateBlock;
    float* state1 = state.optimizer_state.data() + first;
    update_block(kernels(), options.optimizer, step,
                 {.count = std::min(kUpdateBlock, size - first),
                  .gradient = network.gradients().data() + first,
                  .weight = model.parameters().data() + first,
                  .state1 = state1,
                  .state2 = two_slots ? state1 + size : nullptr});
  }
}

/// Early on the average forgets faster, so that it is not held back by the weights at the start.
void Trainer::Run::update_average() {
  const double step = static_cast<double>(state.step);
  const auto decay = static_cast<float>(std::min(static_cast<double>(options.ema_decay), (1.0 + step) / (10.0 + step)));
  kernels().average(state.ema_parameters.size(), decay, model.parameters().data(), state.ema_parameters.data());
  kernels().average(state.ema_statistics.size(), decay, model.statistics().data(), state.ema_statistics.data());
}

void Trainer::Run::shuffle(std::int64_t epoch) {
  if (order_epoch == epoch) return;
  random_permutation(derive_key(derive_key(options.seed, kShuffleStream), static_cast<std::uint64_t>(epoch)), order);
  order_epoch = epoch;
}

void Trainer::Run::train_batch() {
  const std::int64_t first = state.step % steps_per_epoch() * batch_size();
  shuffle(state.step / steps_per_epoch());
  if (first == 0) epoch_start = std::chrono::steady_clock::now();
  const std::int64_t count = std::min(batch_size(), static_cast<std::int64_t>(train.size()) - first);
  const std::size_t values = model.input_shape().size();
#pragma omp parallel for schedule(static) num_threads(network.threads())
  for (std::int64_t i = 0; i < count; ++i) {
    const std::uint32_t image = order[static_cast<std::size_t>(first + i)];
    copy_image(train, image, network.input() + static_cast<std::size_t>(i) * values);
    labels[static_cast<std::size_t>(i)] = train.label(image);
  }
  const BatchResult result = take_step(std::span(labels).first(static_cast<std::size_t>(count)));
  state.epoch_loss += result.loss;
  state.epoch_correct += result.correct;
}

bool Trainer::Run::report_step() const {
  if (!options.on_step) return true;
  const std::int64_t step = (state.step - 1) % steps_per_epoch() + 1;
  const std::int64_t images = std::min(step * batch_size(), static_cast<std::int64_t>(train.size()));
  return options.on_step({.epoch = static_cast<int>((state.step - 1) / steps_per_epoch()) + 1,
                          .epochs = options.epochs,
                          .step = step,
                          .steps = steps_per_epoch(),
                          .images = static_cast<std::size_t>(images),
                          .loss = state.epoch_loss / static_cast<double>(images),
                          .accuracy = static_cast<double>(state.epoch_correct) / static_cast<double>(images)});
}

/// Validates with the averaged weights where there are some.
void Trainer::Run::validate_epoch(EpochRecord& record) {
  const bool averaged = options.ema_decay > 0;
  const auto swap = [&] {
    if (!averaged) return;
    swap_values(model.parameters(), state.ema_parameters);
    swap_values(model.statistics(), state.ema_statistics);
  };
  swap();
  if (!validation.empty()) {
    const Score figures = score(model, validation, options.threads);
    record.validation_loss = figures.loss;
    record.validation_accuracy = figures.accuracy;
  }
  if (options.early_stopping) watch_progress(record.validation_loss.value_or(record.loss));
  swap();
}

void Trainer::Run::watch_progress(double loss) {
  if (loss < state.best_loss - options.early_stopping->min_delta) {
    state.best_loss = loss;
    state.best_parameters = copy(model.parameters());
    state.best_statistics = copy(model.statistics());
    state.epochs_without_progress = 0;
  } else {
    ++state.epochs_without_progress;
  }
}

void Trainer::Run::finish_epoch() {
  const auto images = static_cast<double>(train.size());
  EpochRecord record;
  record.epoch = static_cast<int>(state.history.size()) + 1;
  record.loss = state.epoch_loss / images;
  record.accuracy = static_cast<double>(state.epoch_correct) / images;
  record.learning_rate = static_cast<double>(
      learning_rate(options.optimizer) *
      rate_factor(options.schedule, state.step - 1, steps_per_epoch() * options.epochs, steps_per_epoch()));
  validate_epoch(record);
  record.seconds = seconds_since(epoch_start);
  state.history.push_back(record);
  state.epoch_loss = 0;
  state.epoch_correct = 0;
  state.finished = is_finished();
}

/// Gives the model the weights that the options ask for.
void Trainer::Run::use_result() {
  const bool best = options.early_stopping && options.early_stopping->restore_best && !state.best_parameters.empty();
  if (!best && options.ema_decay <= 0) return;
  const auto& parameters = best ? state.best_parameters : state.ema_parameters;
  const auto& statistics = best ? state.best_statistics : state.ema_statistics;
  std::copy(parameters.begin(), parameters.end(), model.parameters().begin());
  std::copy(statistics.begin(), statistics.end(), model.statistics().begin());
}

Trainer::Trainer(Model& model, const Dataset& train, TrainOptions options)
    : Trainer(model, train, no_data(), std::move(options)) {}

Trainer::Trainer(Model& model, const Dataset& train, const Dataset& validation, TrainOptions options)
    : run_(std::make_unique<Run>(model, train, validation, std::move(options))) {}

Trainer::~Trainer() = default;

const History& Trainer::run() {
  check(!run_->train.empty(), "there are no images to train on");
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
  check(labels.size() <= static_cast<std::size_t>(run_->options.batch_size),
        fmt::format("a step takes at most {} images: found {}", run_->options.batch_size, labels.size()));
  for (const int label : labels)
    check(label >= 0 && label < run_->model.classes(),
          fmt::format("label {} is not below {} classes", label, run_->model.classes()));
  std::copy_n(images.data, images.shape.size(), run_->network.input());
  return run_->take_step(labels).loss / static_cast<double>(labels.size());
}

const History& Trainer::history() const {
  return run_->state.history;
}

TrainerState Trainer::state() const {
  return run_->state;
}

void Trainer::restore(TrainerState state) {
  const TrainerState& mine = run_->state;
  const std::size_t parameters = run_->model.parameters().size();
  const std::size_t statistics = run_->model.statistics().size();
  const bool fits = state.optimizer_state.size() == mine.optimizer_state.size() &&
                    state.ema_parameters.size() == mine.ema_parameters.size() &&
                    state.ema_statistics.size() == mine.ema_statistics.size() &&
                    (state.best_parameters.empty() ||
                     (state.best_parameters.size() == parameters && state.best_statistics.size() == statistics));
  check(fits && state.step >= 0, "this training state belongs to another model, optimiser or averaging");
  run_->state = std::move(state);
  run_->state.finished = run_->is_finished();
}

History fit(Model& model, const Dataset& train, const TrainOptions& options) {
  return Trainer(model, train, options).run();
}

History fit(Model& model, const Dataset& train, const Dataset& validation, const TrainOptions& options) {
  return Trainer(model, train, validation, options).run();
}

}  // namespace digitnet
