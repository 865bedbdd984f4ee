// How many images a second does a training step take? Forward with dropout, cross-entropy, backward and Adadelta, on
// batches that already lie in memory as floats; peers/pytorch_training.py does the same work.

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "digitnet/architectures.hpp"
#include "digitnet/model.hpp"
#include "digitnet/optimizer.hpp"
#include "digitnet/trainer.hpp"
#include "support/benchmark.hpp"
#include "support/labelled_bars.hpp"

namespace {

using namespace digitnet;
using namespace digitnet::bench;

constexpr int kBatchesInMemory = 4;
constexpr int kStepsToLearn = 60;

Model model_of(const std::string& name) {
  const Architecture architecture = find_architecture(name).value();
  return Model(architecture.input, architecture.layers, 1);
}

class TrainingStep {
 public:
  TrainingStep(const std::string& architecture, int batch_size, const Settings& settings)
      : model_(model_of(architecture)), trainer_(model_, none_, none_, options(batch_size, settings)) {
    for (std::uint32_t seed = 1; seed <= kBatchesInMemory; ++seed) batches_.push_back(labelled_bars(batch_size, seed));
  }

  double step() {
    const LabelledBars& batch = batches_[steps_++ % kBatchesInMemory];
    return trainer_.step(batch.images.view(), batch.labels);
  }

  /// The answer before the time: learning such easy images must bring the loss down.
  void check() {
    const double first = step();
    double last = first;
    for (int i = 1; i < kStepsToLearn; ++i) {
      const double loss = step();
      last = i + kBatchesInMemory < kStepsToLearn ? loss : std::min(last, loss);
    }
    if (!(last < 0.8 * first)) throw WrongAnswer(fmt::format("the loss went from {} to {}", first, last));
  }

 private:
  static TrainOptions options(int batch_size, const Settings& settings) {
    TrainOptions options;
    options.batch_size = batch_size;
    options.threads = settings.threads;
    options.precision = settings.precision;
    options.optimizer = Adadelta{.learning_rate = 1.0f};
    return options;
  }

  Model model_;
  Dataset none_;
  Trainer trainer_;
  std::vector<LabelledBars> batches_;
  std::size_t steps_ = 0;
};

Case training_case(const std::string& architecture, int batch_size) {
  return {fmt::format("{}-b{}", architecture, batch_size), [=](const Settings& settings) -> Slice {
            auto work = std::make_shared<TrainingStep>(architecture, batch_size, settings);
            work->check();
            return [=](double seconds) -> std::vector<Figure> {
              return {{"images/s", batch_size * calls_per_second(seconds, [&] { work->step(); })}};
            };
          }};
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Case> cases;
  for (const char* architecture : {"seed", "report", "notebook"})
    for (const int batch_size : {128, 20}) cases.push_back(training_case(architecture, batch_size));
  return run_benchmarks(argc, argv, "How many images a second does a training step take?", cases);
}
