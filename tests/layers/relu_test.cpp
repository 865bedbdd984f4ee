#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "support/layer_run.hpp"

using namespace digitnet;
using namespace digitnet::test;

TEST_CASE("negative values become 0 and let no gradient through, 0 itself neither") {
  LayerRun run(Relu{}, {4}, {-1, 0, 2, -3}, {});
  CHECK(std::ranges::equal(run.forward(), std::vector<float>{0, 0, 2, 0}));
  run.backward({5, 6, 7, 8});
  CHECK(std::ranges::equal(run.grad_input(), std::vector<float>{0, 0, 7, 0}));
}

TEST_CASE("NaN stays NaN, so that a loss shows it") {
  LayerRun run(Relu{}, {3}, {1, NAN, -1}, {});
  CHECK(std::isnan(run.forward()[1]));
}
