// dlib's side of the question: how many images a second does a training step take?
//
// The same work as training_step.cpp, but for the optimiser: dlib has no Adadelta, so this takes its SGD with momentum,
// which is less work. The convolutions' products run in BLAS with as many threads as OPENBLAS_NUM_THREADS says.
// ARCHITECTURE-bBATCH-mnist draws its batches from as many images as MNIST has, held as dlib's users hold them.

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "dlib_networks.hpp"
#include "support/benchmark.hpp"

namespace {

using namespace digitnet::bench;

constexpr int kBatchesInMemory = 4;
constexpr int kMnistImages = 60000;
constexpr int kImagesAtOnce = 600;  // few floats beside the bytes: the peak of memory is measured
constexpr int kStepsToLearn = 60;

struct Batch {
  dlib::resizable_tensor images;
  std::vector<unsigned long> labels;
};

template <typename Network>
class TrainingStep {
 public:
  TrainingStep(int batch_size, int images) : batch_size_(batch_size), whole_(images > 0) {
    const int count = whole_ ? images / kImagesAtOnce : kBatchesInMemory;
    for (int seed = 1; seed <= count; ++seed) append(labelled_bars(whole_ ? kImagesAtOnce : batch_size, seed));
    if (whole_) return;
    for (int i = 0; i < kBatchesInMemory; ++i) {
      fill(ready_[i], [=](int j) { return static_cast<std::size_t>(i) * batch_size + j; });
    }
  }

  double step() {
    Batch& batch = whole_ ? ready_[0] : ready_[steps_ % kBatchesInMemory];
    ++steps_;
    if (whole_) fill(batch, [&](int) { return random_() % images_.size(); });
    const double loss = network_.compute_parameter_gradients(batch.images, batch.labels.begin());
    network_.update_parameters(solvers_, kLearningRate);
    return loss;
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
  static constexpr double kLearningRate = 0.01;

  void append(const LabelledBars& bars) {
    std::ranges::move(bytes_of(bars), std::back_inserter(images_));
    labels_.insert(labels_.end(), bars.labels.begin(), bars.labels.end());
  }

  void fill(Batch& batch, const auto& choose) {
    std::vector<Bytes> images;
    batch.labels.clear();
    for (int j = 0; j < batch_size_; ++j) {
      const std::size_t chosen = choose(j);
      images.push_back(images_[chosen]);
      batch.labels.push_back(labels_[chosen]);
    }
    network_.to_tensor(images.begin(), images.end(), batch.images);
  }

  int batch_size_;
  bool whole_;
  std::vector<Bytes> images_;
  std::vector<unsigned long> labels_;
  Batch ready_[kBatchesInMemory];
  Network network_;
  std::vector<dlib::sgd> solvers_ = std::vector<dlib::sgd>(Network::num_computational_layers);
  std::size_t steps_ = 0;
  std::mt19937 random_{1};
};

template <typename Network>
Case training_case(const std::string& name, int batch_size, int images) {
  return {name, [=](const Settings&) -> Slice {
            auto work = std::make_shared<TrainingStep<Network>>(batch_size, images);
            work->check();
            return [=](double seconds) -> std::vector<Figure> {
              return {{"images/s", batch_size * calls_per_second(seconds, [&] { work->step(); })}};
            };
          }};
}

template <typename Network>
void add_cases(std::vector<Case>& cases, const std::string& architecture) {
  for (const int batch_size : {128, 20}) {
    const std::string name = fmt::format("{}-b{}", architecture, batch_size);
    cases.push_back(training_case<Network>(name, batch_size, 0));
    cases.push_back(training_case<Network>(name + "-mnist", batch_size, kMnistImages));
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Case> cases;
  add_cases<TrainingNetwork<32, 64, 64>>(cases, "seed");
  add_cases<TrainingNetwork<64, 64, 256>>(cases, "report");
  add_cases<TrainingNetwork<32, 64, 256>>(cases, "notebook");
  return run_benchmarks(argc, argv, "How many images a second does a training step take with dlib?", cases);
}
