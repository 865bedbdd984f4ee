// How many images a second does a training step take? Forward with dropout, cross-entropy, backward and Adadelta, on
// batches that already lie in memory as floats; peers/pytorch_training.py does the same work.

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "digitnet/architectures.hpp"
#include "support/benchmark.hpp"
#include "support/training_work.hpp"

namespace {

using namespace digitnet;
using namespace digitnet::bench;

Case training_case(const std::string& architecture, int batch_size) {
  return {fmt::format("{}-b{}", architecture, batch_size), [=](const Settings& settings) -> Slice {
            auto work = std::make_shared<TrainingWork>(find_architecture(architecture).value(), batch_size, settings);
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
