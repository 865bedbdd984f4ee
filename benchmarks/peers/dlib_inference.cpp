// dlib's side of the question: how long does one image take, and how many images a second in batches? The same work as
// inference.cpp, with dlib's own random weights.

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "dlib_networks.hpp"
#include "support/benchmark.hpp"

namespace {

using namespace digitnet::bench;

constexpr int kClasses = 10;

template <typename Network>
class Inference {
 public:
  explicit Inference(int batch_size) : images_(bytes_of(labelled_bars(batch_size, 1))) {
    network_.to_tensor(images_.begin(), images_.end(), input_);
  }

  const dlib::tensor& outputs() { return network_.forward(input_); }

  /// The answer before the time: every row sums to one, and the last image's is the same when it comes alone.
  void check() {
    const dlib::tensor& output = outputs();
    const std::vector<float> all(output.begin(), output.end());
    if (all.size() != images_.size() * kClasses) throw WrongAnswer(fmt::format("{} probabilities", all.size()));
    for (std::size_t row = 0; row < all.size(); row += kClasses) {
      double sum = 0;
      for (std::size_t c = 0; c < kClasses; ++c) sum += static_cast<double>(all[row + c]);
      if (!(std::abs(sum - 1) < 1e-5)) throw WrongAnswer(fmt::format("probabilities sum to {}", sum));
    }
    dlib::resizable_tensor last;
    network_.to_tensor(images_.end() - 1, images_.end(), last);
    const float* alone = network_.forward(last).host();
    for (std::size_t c = 0; c < kClasses; ++c)
      if (!(std::abs(alone[c] - all[all.size() - kClasses + c]) < 1e-5f))
        throw WrongAnswer("an image alone has other probabilities than in a batch");
  }

 private:
  std::vector<Bytes> images_;
  Network network_;
  dlib::resizable_tensor input_;
};

template <typename Network>
Case inference_case(const std::string& architecture, int batch_size) {
  return {fmt::format("{}-b{}", architecture, batch_size), [=](const Settings&) -> Slice {
            auto work = std::make_shared<Inference<Network>>(batch_size);
            work->check();
            return [=](double seconds) -> std::vector<Figure> {
              const auto run = [&] { (void)work->outputs(); };
              if (batch_size == 1) return {{"us", quantile(durations_us(seconds, run), 0.5)}};
              return {{"images/s", batch_size * calls_per_second(seconds, run)}};
            };
          }};
}

template <typename Network>
void add_cases(std::vector<Case>& cases, const std::string& architecture) {
  for (const int batch_size : {1, 256}) cases.push_back(inference_case<Network>(architecture, batch_size));
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Case> cases;
  add_cases<InferenceNetwork<32, 64, 64>>(cases, "seed");
  add_cases<InferenceNetwork<64, 64, 256>>(cases, "report");
  add_cases<InferenceNetwork<32, 64, 256>>(cases, "notebook");
  return run_benchmarks(argc, argv, "How long does one image take with dlib, and how many images a second?", cases);
}
