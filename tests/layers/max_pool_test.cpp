#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "digitnet/error.hpp"
#include "support/layer_run.hpp"

using namespace digitnet;
using namespace digitnet::test;

TEST_CASE("the largest of each square is taken and gets all its gradient") {
  const Values x{1, 2, 8, 3,  //
                 4, 3, 5, 6,  //
                 0, 0, 0, 0};
  LayerRun run(MaxPool{}, {3, 4, 1}, x, {});
  const auto y = run.forward();
  CHECK(std::vector<float>(y.begin(), y.end()) == std::vector<float>{4, 8});
  run.backward({10, 20});
  const auto grad = run.grad_input();
  CHECK(std::vector<float>(grad.begin(), grad.end()) == std::vector<float>{0, 0, 20, 0, 10, 0, 0, 0, 0, 0, 0, 0});
}

TEST_CASE("of equal values the first in reading order gets the gradient") {
  LayerRun run(MaxPool{}, {2, 2, 1}, {5, 5, 5, 5}, {});
  run.forward();
  run.backward({1});
  const auto grad = run.grad_input();
  CHECK(std::vector<float>(grad.begin(), grad.end()) == std::vector<float>{1, 0, 0, 0});
}

TEST_CASE("predicting gives the same as training") {
  const Values x{1, -2, 3, 4, 5, -6, 7, 8, 9};
  LayerRun training(MaxPool{.window = 2, .stride = 1}, {3, 3, 1}, x, {});
  LayerRun predicting(MaxPool{.window = 2, .stride = 1}, {3, 3, 1}, x, {});
  const auto a = training.forward(true);
  const auto b = predicting.forward(false);
  CHECK(std::vector<float>(a.begin(), a.end()) == std::vector<float>(b.begin(), b.end()));
}

TEST_CASE("a window that does not fit says so") {
  CHECK_THROWS_WITH_AS(static_cast<void>(output_shape(MaxPool{.window = 3}, {2, 5, 1})),
                       "window 3 does not fit into 2x5", ShapeError);
  CHECK_THROWS_AS(static_cast<void>(output_shape(MaxPool{.window = 0}, {2, 5, 1})), ArgumentError);
  CHECK_THROWS_AS(static_cast<void>(output_shape(MaxPool{}, {10})), ShapeError);
}

TEST_CASE("NaN anywhere in a window wins, so that a loss shows it") {
  for (std::size_t place = 0; place < 4; ++place)
    for (const bool training : {false, true}) {
      Values x{1, 2, 3, 4};
      x[place] = NAN;
      LayerRun run(MaxPool{}, {2, 2, 1}, x, {});
      CHECK(std::isnan(run.forward(training)[0]));
    }
}
