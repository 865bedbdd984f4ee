// How close do the kernels come to the machine's limits? Ceilings that are measured here, the kernels behind a step of
// `seed` and `report`, and whole steps; roofline.py draws them.
//
// Operations are counted as the formulas have them, a product and its sum as two, a comparison as one, whatever the
// algorithm: Winograd's takes fewer, so that a convolution may come out above the processor's peak. Bytes are those
// that must move at least once: inputs and weights read, results written. Convolutions and pools take their images a
// few at a time in each thread's own memory, as a step does; dense layers take the batch in parts.

#include <fmt/format.h>

#include <cstddef>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "digitnet/architectures.hpp"
#include "digitnet/model.hpp"
#include "kernel_cases/kernel_case.hpp"
#include "support/benchmark.hpp"
#include "support/training_work.hpp"

namespace {

using namespace digitnet;
using namespace digitnet::bench;

Architecture architecture_of(const std::string& model) {
  return find_architecture(model).value();
}

Model model_of(const std::string& model) {
  return Model(architecture_of(model).input, architecture_of(model).layers);
}

/// Images are read once, weights and Adadelta's two means read and written.
void add_training(std::vector<Case>& cases, const std::string& model, int batch_size) {
  cases.push_back(
      {fmt::format("training-{}-b{}", model, batch_size), [=](const Settings& settings) -> Slice {
         auto work = std::make_shared<TrainingWork>(architecture_of(model), batch_size, settings);
         work->check();
         const auto images = static_cast<std::size_t>(batch_size);
         const Load load{batch_size * training_operations(work->model()),
                         bytes(images * work->model().input_shape().size() + 6 * work->model().parameters().size())};
         return [=](double seconds) { return figures(load, calls_per_second(seconds, [&] { work->step(); })); };
       }});
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  add_ceilings(cases);
  add_convolution(cases, "seed", 32);
  add_convolution(cases, "report", 64);
  for (const int rows : {128, 20}) {
    add_dense(cases, "seed", 64, rows);
    add_dense(cases, "report", 256, rows);
  }
  add_pooling(cases);
  for (const char* model : {"seed", "report"}) add_adadelta(cases, model, model_of(model).parameters().size());
  for (const char* model : {"seed", "report"})
    for (const int batch_size : {128, 20}) add_training(cases, model, batch_size);
  return cases;
}

}  // namespace

int main(int argc, char** argv) try {
  return run_benchmarks(argc, argv, "How close do the kernels come to the machine's limits?", all_cases());
} catch (const std::exception& error) {  // no such instruction set
  std::fprintf(stderr, "error: %s\n", error.what());
  return 2;
}
