#include "training/run.hpp"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>
#include <variant>

#include "digitnet/error.hpp"
#include "model/score.hpp"
#include "tensor/random.hpp"
#include "training/update.hpp"

namespace digitnet {

namespace {

// The streams of random numbers that one seed is the start of.
constexpr std::uint64_t kShuffleStream = 1;
constexpr std::uint64_t kDropoutStream = 2;
constexpr std::uint64_t kAugmentationStream = 3;

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
  validate(o.augmentation);
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

std::vector<float> copy(std::span<const float> values) {
  return {values.begin(), values.end()};
}

void swap_values(std::span<float> a, std::vector<float>& b) {
  std::swap_ranges(a.begin(), a.end(), b.begin());
}

/// From one optimiser slot of `size` floats to the next.
std::size_t slot_step(std::size_t size) {
  constexpr std::size_t line = Storage::kAlignment_bytes / sizeof(float);
  return (size + line - 1) / line * line;
}

/// Changes weights as soon as their gradients are there.
class WeightUpdate final : public GradientSink {
 public:
  WeightUpdate(const Optimizer& optimizer, const UpdateStep& step, Model& model, std::span<float> slots)
      : kernels_(kernels()), optimizer_(optimizer), step_(step), model_(model), slots_(slots) {}

  void take(std::size_t first, std::size_t count, const float* gradient) noexcept override {
    for (const ParameterInfo& info : model_.parameter_infos()) {
      if (!info.trainable) continue;
      const std::size_t begin = std::max(first, info.offset);
      const std::size_t end = std::min(first + count, info.offset + info.shape.size());
      // Of all trainable arrays, kernels alone have more than one axis.
      if (begin < end) update(begin, end - begin, gradient + (begin - first), info.shape.rank() > 1);
    }
  }

 private:
  void update(std::size_t first, std::size_t count, const float* gradient, bool kernel) noexcept {
    const std::span<float> weights = model_.parameters();
    float* state1 = slots_.data() + first;
    update_block(kernels_, optimizer_, step_,
                 {.count = count,
                  .gradient = gradient,
                  .weight = weights.data() + first,
                  .state1 = state1,
                  .state2 = state_slots(optimizer_) == 2 ? state1 + slot_step(weights.size()) : nullptr,
                  .kernel = kernel});
  }

  const Kernels& kernels_;
  const Optimizer& optimizer_;
  UpdateStep step_;
  Model& model_;
  std::span<float> slots_;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Trainer::Run::Run(Model& trained, const Dataset& train_data, const Dataset& validation_data, TrainOptions o)
    : options(std::move(o)),
      model(trained),
      train(train_data),
      validation(validation_data),
      network(model, validated(options, model).batch_size, Purpose::training, {options.threads, options.precision}),
      order(train.size()),
      labels(static_cast<std::size_t>(options.batch_size)),
      epoch_start(std::chrono::steady_clock::now()) {
  for (const Dataset* data : {&train, &validation})
    if (!data->empty()) check_fits(model, *data);
  check(!train.empty() || std::holds_alternative<ConstantSchedule>(options.schedule.course),
        "a schedule that is not constant needs training data to know how long training is");
  if (changes_images(options.augmentation))
    augmenters.assign(static_cast<std::size_t>(network.threads()), {options.augmentation, model.input_shape()});
  optimizer_slots =
      Storage(static_cast<std::size_t>(state_slots(options.optimizer)) * slot_step(model.parameters().size()));
  if (options.ema_decay > 0) {
    state.ema_parameters = copy(model.parameters());
    state.ema_statistics = copy(model.statistics());
  }
  state.best_loss = std::numeric_limits<double>::infinity();
}

/// Learns from the images in the network's input.
BatchResult Trainer::Run::take_step(std::span<const int> batch_labels) {
  const std::uint64_t dropout = derive_key(options.seed, kDropoutStream);
  const auto step = static_cast<std::uint64_t>(state.step);
  const float factor = rate_factor(options.schedule, state.step, steps_per_epoch() * options.epochs, steps_per_epoch());
  WeightUpdate update(options.optimizer, {state.step, factor}, model, optimizer_slots.span());
  const BatchResult result = network.differentiate(
      model, batch_labels, {.dropout_key = derive_key(dropout, step), .label_smoothing = options.label_smoothing},
      &update);
  if (!std::isfinite(result.loss)) {
    const std::int64_t per_epoch = std::max<std::int64_t>(steps_per_epoch(), 1);
    throw NumericError(fmt::format("the loss became {} at epoch {}, step {}: try a lower learning rate than {}",
                                   std::abs(result.loss), state.step / per_epoch + 1, state.step % per_epoch + 1,
                                   learning_rate(options.optimizer)));
  }
  network.update_statistics(model);
  if (options.ema_decay > 0) update_average();
  ++state.step;
  return result;
}

/// Early on the average forgets faster, so that it is not held back by the weights at the start.
void Trainer::Run::update_average() {
  const auto step = static_cast<double>(state.step);
  const auto decay = static_cast<float>(std::min(static_cast<double>(options.ema_decay), (1.0 + step) / (10.0 + step)));
  kernels().average(state.ema_parameters.size(), decay, model.parameters().data(), state.ema_parameters.data());
  kernels().average(state.ema_statistics.size(), decay, model.statistics().data(), state.ema_statistics.data());
}

void Trainer::Run::shuffle(std::int64_t epoch) {
  if (order_epoch == epoch) return;
  random_permutation(derive_key(derive_key(options.seed, kShuffleStream), static_cast<std::uint64_t>(epoch)), order);
  order_epoch = epoch;
}

/// Puts an image of the training data, as this epoch shows it, into the network's input.
void Trainer::Run::show_image(std::int64_t epoch, std::uint32_t image, float* input) {
  copy_image(train, image, input);
  if (augmenters.empty() || epoch >= options.epochs - options.augmentation.clean_epochs) return;
  const std::uint64_t key =
      derive_key(derive_key(options.seed, kAugmentationStream), static_cast<std::uint64_t>(epoch));
  augmenters[static_cast<std::size_t>(omp_get_thread_num())].apply(derive_key(key, image), input);
}

void Trainer::Run::train_batch() {
  const std::int64_t epoch = state.step / steps_per_epoch();
  const std::int64_t first = state.step % steps_per_epoch() * batch_size();
  shuffle(epoch);
  if (first == 0) epoch_start = std::chrono::steady_clock::now();
  const std::int64_t count = std::min(batch_size(), static_cast<std::int64_t>(train.size()) - first);
  const std::size_t values = model.input_shape().size();
#pragma omp parallel for schedule(static) num_threads(network.threads())
  for (std::int64_t i = 0; i < count; ++i) {
    const std::uint32_t image = order[static_cast<std::size_t>(first + i)];
    show_image(epoch, image, network.input() + static_cast<std::size_t>(i) * values);
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

/// Trades places with the averaged weights, where there are some.
void Trainer::Run::swap_averaged() {
  if (options.ema_decay <= 0) return;
  swap_values(model.parameters(), state.ema_parameters);
  swap_values(model.statistics(), state.ema_statistics);
}

/// Validates with the averaged weights.
void Trainer::Run::validate_epoch(EpochRecord& record) {
  struct Averaged {
    explicit Averaged(Run& owner) : run(owner) { run.swap_averaged(); }
    ~Averaged() { run.swap_averaged(); }
    Averaged(const Averaged&) = delete;
    Averaged& operator=(const Averaged&) = delete;
    Run& run;
  };
  const Averaged averaged(*this);
  if (!validation.empty()) {
    const Score figures = score(model, validation, {options.threads, options.precision});
    record.validation_loss = figures.loss;
    record.validation_accuracy = figures.accuracy;
  }
  check_finite(record);
  if (options.early_stopping) watch_progress(record.validation_loss.value_or(record.loss));
}

void Trainer::Run::check_finite(const EpochRecord& record) const {
  const auto finite = [](float value) { return std::isfinite(value); };
  const bool weights =
      std::ranges::all_of(model.parameters(), finite) && std::ranges::all_of(model.statistics(), finite);
  if (weights && std::isfinite(record.validation_loss.value_or(0))) return;
  throw NumericError(fmt::format("the {} not finite at the end of epoch {}: try a lower learning rate than {}",
                                 weights ? "validation loss is" : "weights are", record.epoch,
                                 learning_rate(options.optimizer)));
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

/// Whether a run like this one can have left `other`.
bool Trainer::Run::fits(const TrainerState& other) const {
  const auto epochs = static_cast<std::int64_t>(other.history.size());
  const std::int64_t over = train.empty() ? epochs : other.step / steps_per_epoch();
  const bool best = other.best_parameters.size() == model.parameters().size() &&
                    other.best_statistics.size() == model.statistics().size();
  return other.step >= 0 && (over == epochs || over == epochs + 1) &&
         other.optimizer_state.size() ==
             static_cast<std::size_t>(state_slots(options.optimizer)) * model.parameters().size() &&
         other.ema_parameters.size() == state.ema_parameters.size() &&
         other.ema_statistics.size() == state.ema_statistics.size() && (other.best_parameters.empty() || best);
}

TrainerState Trainer::Run::snapshot() const {
  TrainerState copy = state;
  const std::size_t size = model.parameters().size();
  const auto slots = static_cast<std::size_t>(state_slots(options.optimizer));
  copy.optimizer_state.resize(slots * size);
  for (std::size_t slot = 0; slot < slots; ++slot)
    std::copy_n(optimizer_slots.data() + slot * slot_step(size), size, copy.optimizer_state.data() + slot * size);
  return copy;
}

/// Goes on from a state that fits.
void Trainer::Run::resume(TrainerState other) {
  const std::size_t size = model.parameters().size();
  for (std::size_t first = 0; first < other.optimizer_state.size(); first += size)
    std::copy_n(other.optimizer_state.data() + first, size, optimizer_slots.data() + first / size * slot_step(size));
  state = std::move(other);
  state.optimizer_state = {};
  state.finished = is_finished();
}

}  // namespace digitnet
