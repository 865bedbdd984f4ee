#include "model/score.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "digitnet/error.hpp"

using namespace digitnet;

namespace {

/// Says the class whose pixel is the lightest; the last of three is for what is neither of two.
Model eye() {
  Model model({1, 3, 1}, {Dense{3}, Softmax{}});
  std::ranges::fill(model.parameters(), 0.0f);
  for (std::size_t c = 0; c < 3; ++c) model.parameters()[c * 3 + c] = 10;
  return model;
}

}  // namespace

TEST_CASE("a model with an output more than the data has classes is scored by the best of the data's classes") {
  const Dataset data({1, 3, 1}, {0, 128, 255, 128, 0, 255}, {1, 1}, 2);
  const Score found = score(eye(), data, {});
  CHECK(found.accuracy == 0.5);
  const double best = 10 * 128 / 255.0;
  const double sum = std::log(std::exp(10) + std::exp(best) + 1);
  CHECK(found.loss == doctest::Approx((sum - best + sum) / 2).epsilon(1e-3));
}

TEST_CASE("data with more classes than the model has outputs does not fit") {
  CHECK_THROWS_WITH_AS(check_fits(eye(), Dataset({1, 3, 1}, {0, 0, 0}, {3}, 4)),
                       "the model tells 3 classes apart, the data has 4", ShapeError);
}
