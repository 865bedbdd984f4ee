// How long does one image take, and how many images a second in batches? peers/pytorch_inference.py does the same work.

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "digitnet/architectures.hpp"
#include "digitnet/model.hpp"
#include "digitnet/predictor.hpp"
#include "support/benchmark.hpp"
#include "support/labelled_bars.hpp"

namespace {

using namespace digitnet;
using namespace digitnet::bench;

Model model_of(const std::string& name) {
  const Architecture architecture = find_architecture(name).value();
  return Model(architecture.input, architecture.layers, 1);
}

class Inference {
 public:
  Inference(const std::string& architecture, int batch_size, const Settings& settings)
      : model_(model_of(architecture)),
        predictor_(model_, batch_size, settings.threads, settings.precision),
        alone_(model_, 1, 1, settings.precision),
        images_(labelled_bars(batch_size, 1).images) {}

  std::span<const float> outputs() { return predictor_.outputs(images_.view()); }

  /// The answer before the time: every row sums to one, and the last image's is the same when it comes alone.
  void check() {
    const std::span<const float> all = outputs();
    const auto classes = static_cast<std::size_t>(model_.classes());
    for (std::size_t row = 0; row < all.size(); row += classes) {
      double sum = 0;
      for (const float probability : all.subspan(row, classes)) sum += static_cast<double>(probability);
      if (!(std::abs(sum - 1) < 1e-5)) throw WrongAnswer(fmt::format("probabilities sum to {}", sum));
    }
    const std::size_t image_size = model_.input_shape().size();
    const TensorView last{images_.data() + images_.size() - image_size, model_.input_shape()};
    const Prediction prediction = alone_.predict(last);
    for (std::size_t c = 0; c < classes; ++c)
      if (!(std::abs(prediction.probabilities[c] - all[all.size() - classes + c]) < 1e-5f))
        throw WrongAnswer("an image alone has other probabilities than in a batch");
  }

 private:
  Model model_;
  Predictor predictor_;
  Predictor alone_;
  Tensor images_;
};

Case latency_case(const std::string& architecture) {
  return {architecture + "-b1", [=](const Settings& settings) -> Slice {
            auto work = std::make_shared<Inference>(architecture, 1, settings);
            work->check();
            return [=](double seconds) -> std::vector<Figure> {
              const auto durations = durations_us(seconds, [&] { (void)work->outputs(); });
              return {{"us", quantile(durations, 0.5)}, {"us p99", quantile(durations, 0.99)}};
            };
          }};
}

Case throughput_case(const std::string& architecture, int batch_size) {
  return {fmt::format("{}-b{}", architecture, batch_size), [=](const Settings& settings) -> Slice {
            auto work = std::make_shared<Inference>(architecture, batch_size, settings);
            work->check();
            return [=](double seconds) -> std::vector<Figure> {
              return {{"images/s", batch_size * calls_per_second(seconds, [&] { (void)work->outputs(); })}};
            };
          }};
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Case> cases;
  for (const char* architecture : {"seed", "report", "notebook"}) {
    cases.push_back(latency_case(architecture));
    cases.push_back(throughput_case(architecture, 256));
  }
  return run_benchmarks(argc, argv, "How long does one image take, and how many images a second in batches?", cases);
}
