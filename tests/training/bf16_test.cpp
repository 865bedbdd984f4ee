// Whole networks in bfloat16; where the instruction set in use has none, these see the same networks in float.

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "digitnet/evaluate.hpp"
#include "digitnet/predictor.hpp"
#include "digitnet/trainer.hpp"
#include "support/tiny_problem.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

/// Its second convolution and first dense layer have shapes that gain from bfloat16.
Model model() {
  return {{10, 10, 1},
          {Conv{.filters = 16}, Relu{}, Conv{.filters = 32}, Relu{}, MaxPool{}, Dropout{0.25f}, Dense{32}, Relu{},
           Dense{4}, Softmax{}},
          1};
}

TrainOptions options(Precision precision, int threads) {
  TrainOptions o;
  o.epochs = 3;
  o.batch_size = 50;
  o.seed = 1;
  o.threads = threads;
  o.precision = precision;
  return o;
}

std::vector<float> trained_weights(Precision precision, int threads) {
  const Dataset data = tiny_dataset(303);  // the last batch is a small one
  Model trained = model();
  fit(trained, data, options(precision, threads));
  return {trained.parameters().begin(), trained.parameters().end()};
}

}  // namespace

TEST_CASE("training in bfloat16 gives the same bits with any number of threads, others than in float") {
  const std::vector<float> alone = trained_weights(Precision::bf16, 1);
  for (const int threads : {2, 3, 8}) CHECK(trained_weights(Precision::bf16, threads) == alone);
  const bool has_bf16 = training_precision(Precision::bf16) == Precision::bf16;
  CHECK((trained_weights(Precision::fp32, 2) != alone) == has_bf16);
}

TEST_CASE("what is trained in bfloat16 reads as well as what is trained in float, in either precision") {
  const Dataset data = tiny_dataset(300);
  for (const Precision precision : {Precision::fp32, Precision::bf16}) {
    Model trained = model();
    fit(trained, data, options(precision, 2));
    for (const Precision reading : {Precision::fp32, Precision::bf16})
      CHECK(evaluate(trained, tiny_dataset(200, 2), 2, reading).accuracy > 0.95);
  }
}

TEST_CASE("probabilities in bfloat16 are those in float but for rounding, alone and in a batch") {
  const Dataset data = tiny_dataset(20);
  Model trained = model();
  fit(trained, data, options(Precision::fp32, 2));
  Tensor batch({20, 10, 10, 1});
  for (std::size_t i = 0; i < data.size(); ++i) copy_image(data, i, batch.data() + i * 100);
  Predictor in_float(trained, 20, 2);
  Predictor in_bf16(trained, 20, 2, Precision::bf16);
  Predictor alone(trained, 1, 3, Precision::bf16);
  const auto expected = in_float.outputs(batch.view());
  const auto found = in_bf16.outputs(batch.view());
  for (std::size_t i = 0; i < found.size(); ++i) CHECK(found[i] == doctest::Approx(expected[i]).epsilon(0.02));
  for (std::size_t i = 0; i < data.size(); ++i) {
    const auto one = alone.outputs({batch.data() + i * 100, {1, 10, 10, 1}});
    CHECK(std::equal(one.begin(), one.end(), found.begin() + static_cast<std::ptrdiff_t>(4 * i)));
  }
}
