#include "support/training_work.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "digitnet/optimizer.hpp"

namespace digitnet::bench {

namespace {

constexpr int kBatchesInMemory = 4;
constexpr int kStepsToLearn = 60;
// Large batches need fewer steps, and would take long.
constexpr int kFewestSteps = 20;
constexpr int kImagesToLearn = kStepsToLearn * 128;

TrainOptions options(int batch_size, const Settings& settings) {
  TrainOptions options;
  options.batch_size = batch_size;
  options.threads = settings.threads;
  options.precision = settings.precision;
  options.optimizer = Adadelta{.learning_rate = 1.0f};
  return options;
}

}  // namespace

TrainingWork::TrainingWork(const Architecture& architecture, int batch_size, const Settings& settings)
    : model_(architecture.input, architecture.layers, 1),
      trainer_(model_, none_, none_, options(batch_size, settings)) {
  for (std::uint32_t seed = 1; seed <= kBatchesInMemory; ++seed) batches_.push_back(labelled_bars(batch_size, seed));
}

double TrainingWork::step() {
  const LabelledBars& batch = batches_[steps_++ % kBatchesInMemory];
  return trainer_.step(batch.images.view(), batch.labels);
}

void TrainingWork::check() {
  const int batch_size = static_cast<int>(batches_[0].labels.size());
  const int steps = std::clamp(kImagesToLearn / batch_size, kFewestSteps, kStepsToLearn);
  const double first = step();
  double last = first;
  for (int i = 1; i < steps; ++i) {
    const double loss = step();
    last = i + kBatchesInMemory < steps ? loss : std::min(last, loss);
  }
  if (!(last < 0.8 * first)) throw WrongAnswer(fmt::format("the loss went from {} to {}", first, last));
}

double training_operations(const Model& model) {
  double products = 0;
  bool first = true;
  for (const ParameterInfo& info : model.parameter_infos()) {
    if (!info.name.ends_with(".weight")) continue;
    const Shape& out = model.output_shape(info.layer);
    const double places = out.rank() == 3 ? static_cast<double>(out[0]) * out[1] : 1;
    products += (first ? 2 : 3) * places * static_cast<double>(info.shape.size());
    first = false;
  }
  return 2 * products;
}

}  // namespace digitnet::bench
