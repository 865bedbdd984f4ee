#include "model/fold_batch_norm.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "digitnet/trainer.hpp"
#include "model/network.hpp"
#include "support/tiny_problem.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

std::vector<float> outputs(const Model& model, const Dataset& data) {
  Network network(model, static_cast<int>(data.size()), Purpose::inference, {1});
  for (std::size_t i = 0; i < data.size(); ++i) copy_image(data, i, network.input() + i * 100);
  const float* found = network.infer(model, static_cast<int>(data.size()));
  return {found, found + data.size() * static_cast<std::size_t>(model.classes())};
}

}  // namespace

TEST_CASE("folded batch normalisation predicts the same") {
  Model model({10, 10, 1}, {Conv{.filters = 6}, BatchNorm{}, Relu{}, BatchNorm{}, Dense{12}, BatchNorm{}, Relu{},
                            Dense{4}, Softmax{}});
  const Dataset data = tiny_dataset(40);
  TrainOptions options;
  options.epochs = 3;
  options.batch_size = 16;
  fit(model, data, options);
  REQUIRE(can_fold_batch_norm(model));
  const Model folded = fold_batch_norm(model);
  CHECK(folded.layers().size() == 7);  // the one behind a ReLU stays
  CHECK_FALSE(can_fold_batch_norm(folded));
  const std::vector<float> before = outputs(model, data);
  const std::vector<float> after = outputs(folded, data);
  for (std::size_t i = 0; i < before.size(); ++i) CHECK(after[i] == doctest::Approx(before[i]).epsilon(1e-4));
}

TEST_CASE("a model without batch normalisation stays as it is") {
  const Model model({10, 10, 1}, {Conv{.filters = 2}, Dense{4}, Softmax{}}, 3);
  CHECK_FALSE(can_fold_batch_norm(model));
  CHECK(std::ranges::equal(fold_batch_norm(model).parameters(), model.parameters()));
}
