#include "digitnet/optimizer.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "digitnet/error.hpp"

using namespace digitnet;

TEST_CASE("Adadelta's defaults are Keras's") {
  const Adadelta adadelta;
  CHECK(adadelta.learning_rate == 0.001f);
  CHECK(adadelta.rho == 0.95f);
  CHECK(adadelta.epsilon == 1e-7f);
}

TEST_CASE("optimisers have names, rates that can be set, and state") {
  Optimizer optimizer = AdamW{};
  CHECK(name(optimizer) == "adamw");
  set_learning_rate(optimizer, 0.5f);
  CHECK(learning_rate(optimizer) == 0.5f);
  CHECK(state_slots(optimizer) == 2);
  CHECK(state_slots(Sgd{}) == 1);
}

TEST_CASE("fields out of range are named") {
  CHECK_THROWS_WITH_AS(validate(Adadelta{.learning_rate = -1}), "learning rate must be above 0: found -1",
                       ArgumentError);
  CHECK_THROWS_AS(validate(Adam{.learning_rate = NAN}), ArgumentError);
  CHECK_THROWS_AS(validate(Adam{.beta2 = 1}), ArgumentError);
  CHECK_THROWS_AS(validate(Adadelta{.rho = 1.5f}), ArgumentError);
  CHECK_THROWS_AS(validate(Sgd{.momentum = -0.5f}), ArgumentError);
  CHECK_THROWS_AS(validate(AdamW{.weight_decay = INFINITY}), ArgumentError);
  CHECK_THROWS_AS(validate(Adam{.epsilon = 0}), ArgumentError);
}
