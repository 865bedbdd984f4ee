// How does the rate of training grow with the batch, and what becomes of it in larger models? With --threads, also
// with cores; compare.py scaling asks the peers that.

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

/// The shape of `report` at twice the width: each image takes some 8 times the operations of `seed`.
Architecture wide() {
  return {{28, 28, 1},
          {Conv{.filters = 128}, Relu{}, Conv{.filters = 128}, Relu{}, MaxPool{}, Dropout{0.25f}, Dense{512}, Relu{},
           Dropout{0.5f}, Dense{10}, Softmax{}}};
}

Case training_case(const std::string& name, const Architecture& architecture, int batch_size) {
  return {fmt::format("{}-b{}", name, batch_size), [=](const Settings& settings) -> Slice {
            auto work = std::make_shared<TrainingWork>(architecture, batch_size, settings);
            work->check();
            const double operations = training_operations(work->model());
            return [=](double seconds) -> std::vector<Figure> {
              const double rate = batch_size * calls_per_second(seconds, [&] { work->step(); });
              return {{"images/s", rate}, {"GFLOP/s", 1e-9 * operations * rate}};
            };
          }};
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Case> cases;
  for (const char* name : {"seed", "report", "notebook", "normalized", "wide"})
    for (const int batch_size : {1, 8, 20, 64, 128, 512})
      cases.push_back(training_case(name, find_architecture(name).value_or(wide()), batch_size));
  return run_benchmarks(argc, argv, "How does the rate of training grow with batch, model and threads?", cases);
}
