// How long does a model in a file take for one digit? recognition/measure.py asks.

#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "digitnet/error.hpp"
#include "digitnet/model_file.hpp"
#include "digitnet/predictor.hpp"
#include "support/benchmark.hpp"
#include "support/labelled_bars.hpp"

namespace {

using namespace digitnet;
using namespace digitnet::bench;

/// A model with its predictor, which points at it.
struct Work {
  Work(const std::string& path, const Settings& settings)
      : model(load_model(path)), predictor(model, 1, settings.threads, settings.precision) {}

  Model model;
  Predictor predictor;
  Tensor image = labelled_bars(1, 1).images;
};

Case one_digit(const std::string& path) {
  return {"digit-b1", [=](const Settings& settings) -> Slice {
            auto work = std::make_shared<Work>(path, settings);
            const auto outputs = work->predictor.outputs(work->image.view());
            const float sum = std::accumulate(outputs.begin(), outputs.end(), 0.0f);
            if (!(std::abs(sum - 1) < 1e-4f)) throw WrongAnswer(fmt::format("probabilities sum to {}", sum));
            return [=](double seconds) -> std::vector<Figure> {
              const auto durations = durations_us(seconds, [&] { (void)work->predictor.outputs(work->image.view()); });
              return {{"us", quantile(durations, 0.5)}, {"us p99", quantile(durations, 0.99)}};
            };
          }};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: benchmark_model MODEL [--help]\n", stderr);
    return 2;
  }
  try {
    return run_benchmarks(argc - 1, argv + 1, "How long does a model in a file take for one digit?",
                          {one_digit(argv[1])});
  } catch (const Error& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 2;
  }
}
