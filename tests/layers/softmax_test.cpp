#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "support/layer_run.hpp"

using namespace digitnet;
using namespace digitnet::test;

TEST_CASE("probabilities sum to 1 and keep the ratios of the exponentials") {
  LayerRun run(Softmax{}, {3}, {0, std::log(2.0), std::log(5.0)}, {});
  const auto y = run.forward();
  CHECK(y[0] == doctest::Approx(0.125));
  CHECK(y[1] == doctest::Approx(0.25));
  CHECK(y[2] == doctest::Approx(0.625));
}

TEST_CASE("values that no float exponential can hold still give probabilities") {
  LayerRun run(Softmax{}, {2}, {1000, 999}, {});
  CHECK(run.forward()[0] == doctest::Approx(1 / (1 + std::exp(-1.0))));
}
