#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "digitnet/error.hpp"
#include "support/layer_run.hpp"
#include "support/random_values.hpp"

using namespace digitnet;
using namespace digitnet::test;

TEST_CASE("training drops its share and scales the rest, and the gradient goes the same way") {
  const Shape in{100, 100, 1};
  LayerRun run(Dropout{0.25f}, in, Values(2 * in.size(), 3.0), {});
  const auto y = run.forward();
  const auto dropped = std::ranges::count(y, 0.0f);
  CHECK(dropped > 4800);  // of 20,000 a quarter, give or take 3 standard deviations
  CHECK(dropped < 5200);
  CHECK(std::ranges::count(y, 4.0f) == 20000 - dropped);
  CHECK_FALSE(std::equal(y.begin(), y.begin() + 10000, y.begin() + 10000));  // each sample its own
  run.backward(Values(2 * in.size(), 6.0));
  bool same = true;
  for (std::size_t i = 0; i < y.size(); ++i) same = same && run.grad_input()[i] == 2 * y[i];
  CHECK(same);
}

TEST_CASE("the gradient is that of the formula with the values that were kept") {
  const Shape in{7, 5, 3};
  const Values x = random_values(2 * in.size(), 1, 0.5, 1.5);
  const Values upstream = random_values(2 * in.size(), 2);
  LayerRun run(Dropout{0.4f}, in, x, {});
  run.forward();
  Values expected = upstream;
  for (std::size_t i = 0; i < x.size(); ++i) expected[i] *= static_cast<double>(run.output()[i]) / x[i];
  run.backward(upstream);
  CHECK(relative_distance(run.grad_input(), expected) < 1e-6);
}

TEST_CASE("what is dropped belongs to the sample, wherever its shard begins") {
  const Shape in{64};
  const Values x(3 * in.size(), 1.0);
  LayerRun all(Dropout{0.5f}, in, x, {});
  LayerRun tail(Dropout{0.5f}, in, Values(2 * in.size(), 1.0), {});
  tail.first_sample = 1;
  const auto whole = all.forward();
  const auto part = tail.forward();
  CHECK(std::equal(part.begin(), part.end(), whole.begin() + 64));
}

TEST_CASE("predicting drops nothing, and neither does a rate of 0") {
  const Values x{1, 2, 3, 4};
  LayerRun predicting(Dropout{0.5f}, {4}, x, {});
  LayerRun nothing(Dropout{0.0f}, {4}, x, {});
  CHECK(std::ranges::equal(predicting.forward(false), std::vector<float>{1, 2, 3, 4}));
  CHECK(std::ranges::equal(nothing.forward(true), std::vector<float>{1, 2, 3, 4}));
}

TEST_CASE("a rate outside of [0, 1) says so") {
  CHECK_THROWS_WITH_AS(static_cast<void>(output_shape(Dropout{1.0f}, {4})),
                       "dropout rate must be at least 0 and below 1: found 1", ArgumentError);
  CHECK_THROWS_AS(static_cast<void>(output_shape(Dropout{-0.1f}, {4})), ArgumentError);
}
