#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "digitnet/error.hpp"
#include "support/layer_run.hpp"

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
