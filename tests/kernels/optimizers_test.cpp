#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "kernels/kernels.hpp"

using namespace digitnet;

// One weight, one step, by hand from the formulas in digitnet/optimizer.hpp.

TEST_CASE("Adadelta's first step is the gradient over its own size, times the root of epsilon") {
  float weight = 1;
  float square = 0;
  float update = 0;
  const float grad = 2;
  const OptimizerStep step{.learning_rate = 0.5f,
                           .decay1 = 0.95f,
                           .decay2 = 0,
                           .epsilon = 1e-7f,
                           .weight_decay = 0,
                           .correction1 = 0,
                           .correction2 = 0,
                           .nesterov = false};
  kernels().adadelta(1, step, &grad, &weight, &square, &update);
  const double mean_square = 0.05 * 4;
  const double delta = 2 * std::sqrt(1e-7) / std::sqrt(mean_square + 1e-7);
  CHECK(square == doctest::Approx(mean_square));
  CHECK(update == doctest::Approx(0.05 * delta * delta));
  CHECK(weight == doctest::Approx(1 - 0.5 * delta));
}

TEST_CASE("SGD adds momentum, and Nesterov looks one step ahead") {
  for (const bool nesterov : {false, true}) {
    float weight = 1;
    float velocity = 0.5f;
    const float grad = 2;
    const OptimizerStep step{.learning_rate = 0.1f,
                             .decay1 = 0.9f,
                             .decay2 = 0,
                             .epsilon = 0,
                             .weight_decay = 0.01f,
                             .correction1 = 0,
                             .correction2 = 0,
                             .nesterov = nesterov};
    kernels().sgd(1, step, &grad, &weight, &velocity);
    const double decayed = 2 + 0.01;
    const double moved = 0.9 * 0.5 + decayed;
    CHECK(velocity == doctest::Approx(moved));
    CHECK(weight == doctest::Approx(1 - 0.1 * (nesterov ? decayed + 0.9 * moved : moved)));
  }
}

TEST_CASE("Adam's first step has the length of the learning rate, and AdamW's decay comes on top") {
  for (const float decay : {0.0f, 0.1f}) {
    float weight = 1;
    float moment1 = 0;
    float moment2 = 0;
    const float grad = -3;
    const OptimizerStep step{.learning_rate = 0.01f,
                             .decay1 = 0.9f,
                             .decay2 = 0.999f,
                             .epsilon = 1e-7f,
                             .weight_decay = decay,
                             .correction1 = 10,
                             .correction2 = 1000,
                             .nesterov = false};
    kernels().adam(1, step, &grad, &weight, &moment1, &moment2);
    CHECK(moment1 == doctest::Approx(-0.3));
    CHECK(moment2 == doctest::Approx(0.009));
    CHECK(weight == doctest::Approx(1 - 0.01 * static_cast<double>(decay) + 0.01));
  }
}
