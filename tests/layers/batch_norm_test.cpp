#include "layers/batch_norm.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "digitnet/error.hpp"
#include "support/layer_run.hpp"

using namespace digitnet;
using namespace digitnet::test;

TEST_CASE("training brings every channel to mean beta and deviation gamma") {
  LayerRun run(BatchNorm{.epsilon = 1e-12f}, {1}, {1, 3, 5, 7}, {2, 10, 0, 1});
  const auto y = run.forward();
  const double deviation = std::sqrt(5.0);
  CHECK(y[0] == doctest::Approx(10 - 2 * 3 / deviation));
  CHECK(y[3] == doctest::Approx(10 + 2 * 3 / deviation));
}

TEST_CASE("predicting uses the running statistics") {
  LayerRun run(BatchNorm{.epsilon = 1e-12f}, {1}, {1, 3}, {2, 10, /*mean*/ 1, /*variance*/ 4});
  const auto y = run.forward(false);
  CHECK(y[0] == doctest::Approx(10));
  CHECK(y[1] == doctest::Approx(12));
}

TEST_CASE("running statistics move by one part of momentum towards the shards' mean, weighted by their samples") {
  const BatchNorm layer{.momentum = 0.9f, .epsilon = 1e-3f};
  const auto inverse_deviation = [](double variance) { return static_cast<float>(1 / std::sqrt(variance + 1e-3)); };
  const std::vector<float> saved{4, inverse_deviation(1), 8, inverse_deviation(5), 99, 99};
  const std::array<int, 3> samples{3, 1, 0};
  std::vector<float> statistics{10, 1};
  move_statistics(layer, {1}, {saved.data(), samples}, statistics.data());
  CHECK(statistics[0] == doctest::Approx(0.9 * 10 + 0.1 * 5));
  CHECK(statistics[1] == doctest::Approx(0.9 * 1 + 0.1 * 2).epsilon(1e-5));
}

TEST_CASE("fields out of range say so") {
  CHECK_THROWS_AS(static_cast<void>(output_shape(BatchNorm{.momentum = 1}, {4})), ArgumentError);
  CHECK_THROWS_AS(static_cast<void>(output_shape(BatchNorm{.epsilon = 0}, {4})), ArgumentError);
}
