#include "digitnet/evaluate.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "digitnet/error.hpp"

using namespace digitnet;

namespace {

/// Says class c with probability near 1 for an image whose pixel c alone is white.
Model eye() {
  Model model({1, 3, 1}, {Dense{3}, Softmax{}});
  std::ranges::fill(model.parameters(), 0.0f);
  for (std::size_t c = 0; c < 3; ++c) model.parameters()[c * 3 + c] = 10;
  return model;
}

}  // namespace

TEST_CASE("counts, figures per class and mistakes are those that one counts by hand") {
  // Shown 0 0 1 2, labelled 0 0 1 0: one 0 is read as 2.
  const Dataset data({1, 3, 1}, {255, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255}, {0, 0, 1, 0}, 3);
  const Evaluation e = evaluate(eye(), data, 1);
  CHECK(e.images == 4);
  CHECK(e.accuracy == 0.75);
  CHECK(e.confusion == std::vector<std::vector<std::size_t>>{{2, 0, 1}, {0, 1, 0}, {0, 0, 0}});
  CHECK(e.classes[0].precision == 1.0);
  CHECK(e.classes[0].recall == doctest::Approx(2.0 / 3));
  CHECK(e.classes[0].f1 == doctest::Approx(0.8));
  CHECK(e.classes[0].support == 3);
  CHECK(e.classes[2].precision == 0.0);
  CHECK(e.classes[2].recall == 0.0);
  REQUIRE(e.mistakes.size() == 1);
  CHECK(e.mistakes[0].index == 3);
  CHECK(e.mistakes[0].label == 0);
  CHECK(e.mistakes[0].predicted == 2);
  CHECK(e.mistakes[0].probability > 0.99f);
  CHECK(e.top_k_accuracy.size() == 3);
  CHECK(e.top_k_accuracy[2] == 1.0);
  const double right = std::log(1 + 2 * std::exp(-10.0));
  CHECK(e.loss == doctest::Approx((3 * right + right + 10) / 4).epsilon(1e-4));
}

TEST_CASE(
    "an output more than the data has classes is no answer, and what it says is lacking to the answer's probability") {
  // Four outputs for three classes, the last for what is none of them. The second image is mostly that.
  Model model({1, 4, 1}, {Dense{4}, Softmax{}});
  std::ranges::fill(model.parameters(), 0.0f);
  for (std::size_t c = 0; c < 4; ++c) model.parameters()[c * 4 + c] = 10;
  const Dataset data({1, 4, 1}, {255, 0, 0, 0, 0, 128, 0, 255}, {0, 1}, 3);
  const Evaluation e = evaluate(model, data, 1);
  CHECK(e.accuracy == 1.0);
  CHECK(e.classes.size() == 3);
  CHECK(e.confusion == std::vector<std::vector<std::size_t>>{{1, 0, 0}, {0, 1, 0}, {0, 0, 0}});
  CHECK(e.top_k_accuracy.size() == 3);
  const double second = std::exp(10 * 128 / 255.0) / (std::exp(10 * 128 / 255.0) + std::exp(10.0) + 2);
  CHECK(e.confidence.refusing(0).least_probability == doctest::Approx(second).epsilon(1e-3));
  CHECK(e.loss == doctest::Approx(-std::log(second) / 2).epsilon(1e-2));
  CHECK_THROWS_AS(static_cast<void>(evaluate(model, Dataset({1, 4, 1}, {0, 0, 0, 0}, {4}, 5))), ShapeError);
}

TEST_CASE("the confidence of an evaluation is that of its answers") {
  const Dataset data({1, 3, 1}, {255, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255}, {0, 0, 1, 0}, 3);
  const Evaluation e = evaluate(eye(), data, 1);
  CHECK(e.confidence.reliability[14].answers == 4);
  CHECK(e.confidence.calibration_error == doctest::Approx(.25).epsilon(1e-2));
  CHECK(e.confidence.refusing(0).error == doctest::Approx(.25));
}

TEST_CASE("Wilson's interval agrees with its formula's known values") {
  const Interval some = wilson_interval(8, 10);
  CHECK(some.low == doctest::Approx(0.4902).epsilon(1e-3));
  CHECK(some.high == doctest::Approx(0.9433).epsilon(1e-3));
  const Interval all = wilson_interval(10, 10);
  CHECK(all.low == doctest::Approx(0.7225).epsilon(1e-3));
  CHECK(all.high == doctest::Approx(1.0));
  CHECK(wilson_interval(0, 0).high == 1.0);
}

TEST_CASE("data that does not fit the model says so") {
  const Dataset wrong({1, 2, 1}, {0, 0}, {0}, 3);
  CHECK_THROWS_AS(static_cast<void>(evaluate(eye(), wrong)), ShapeError);
  CHECK_THROWS_AS(static_cast<void>(evaluate(eye(), Dataset{})), ArgumentError);
}
