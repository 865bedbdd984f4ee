#include "model/plan.hpp"

#include <doctest/doctest.h>

#include "digitnet/architectures.hpp"
#include "support/tiny_problem.hpp"

using namespace digitnet;

namespace {
Model seed_model() {
  const auto seed = find_architecture("seed");
  return {seed->input, seed->layers};
}
}  // namespace

TEST_CASE("training: ReLU and pooling join convolutions, in-place layers share a slot, dense layers stand alone") {
  const Plan plan = make_plan(seed_model(), 128, Purpose::training, kernels());
  REQUIRE(plan.stages.size() == 4);  // convolutions to dropout; dense; ReLU and dropout; dense
  CHECK(plan.steps.size() == 7);
  CHECK(plan.steps[0].relu);
  CHECK_FALSE(plan.steps[0].pools);
  CHECK(plan.steps[1].relu);
  CHECK(plan.steps[1].pools);
  CHECK(plan.slots[plan.steps[1].output].shape == Shape{12, 12, 64});
  CHECK(plan.steps[1].index_bytes == 12 * 12 * 64);
  CHECK(plan.steps[2].input == plan.steps[2].output);
  CHECK(plan.stages[1].batch_wide);
  CHECK_FALSE(plan.stages[2].batch_wide);
  CHECK(plan.logits == plan.steps.back().output);
}

TEST_CASE("predicting: dropout is gone, dense layers take their ReLU, and inner activations belong to threads") {
  const Plan plan = make_plan(seed_model(), 128, Purpose::inference, kernels());
  REQUIRE(plan.stages.size() == 4);  // convolutions to pool; dense; dense; softmax
  CHECK(plan.steps.size() == 5);
  CHECK(plan.steps[2].relu);
  CHECK(plan.slots[plan.steps[0].output].activation.of_thread);
  CHECK_FALSE(plan.slots[plan.steps[1].output].activation.of_thread);
}

TEST_CASE("batch normalisation takes a whole shard at a time while training") {
  const Plan training = make_plan(test::tiny_model(), 100, Purpose::training, kernels());
  CHECK(training.stages.front().chunk == 13);
}

TEST_CASE("a shard that is larger than the cache is taken in chunks") {
  const Plan plan = make_plan(test::wide_model(), test::kWideBatch, Purpose::training, kernels());
  CHECK(plan.stages.front().chunk < test::kWideBatch / Plan::kShards);
  CHECK(plan.stages.front().chunk > 1);
}

TEST_CASE("memory for predicting one image of seed stays below 4 MiB") {
  const Plan plan = make_plan(seed_model(), 1, Purpose::inference, kernels());
  CHECK((plan.shared_floats + plan.thread_floats) * sizeof(float) < 4U << 20U);
}
