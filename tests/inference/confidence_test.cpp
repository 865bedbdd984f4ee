#include "digitnet/confidence.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "digitnet/error.hpp"

using namespace digitnet;

TEST_CASE("the calibration error of four answers is the one that one counts by hand") {
  // Bins of 1/15: .95 and .97 share the last one (one of two right), .52 is alone (right), .30 too (wrong).
  const Confidence c = measure_confidence({{.95f, true}, {.97f, false}, {.52f, true}, {.30f, false}});
  REQUIRE(c.reliability.size() == 15);
  CHECK(c.reliability[14].answers == 2);
  CHECK(c.reliability[14].mean_probability == doctest::Approx(.96));
  CHECK(c.reliability[14].accuracy == doctest::Approx(.5));
  CHECK(c.reliability[7].answers == 1);
  CHECK(c.reliability[4].answers == 1);
  CHECK(c.reliability[0].answers == 0);
  CHECK(c.calibration_error == doctest::Approx((2 * .46 + .48 + .30) / 4));
  CHECK(c.adaptive_calibration_error == doctest::Approx((.05 + .97 + .48 + .30) / 4));
}

TEST_CASE("a bin holds its upper end, the first one 0 too") {
  const Confidence c =
      measure_confidence({{0, false}, {static_cast<float>(1.0 / 15) - 1e-6f, false}, {1, true}, {NAN, false}});
  CHECK(c.reliability[0].answers == 3);
  CHECK(c.reliability[14].answers == 1);
}

TEST_CASE("too sure and too unsure answers cancel out in a bin of equal width, not in bins of equal numbers") {
  std::vector<Answer> answers;
  for (int i = 0; i < 150; ++i) answers.push_back({.99f, i % 10 != 0});  // 90 % right
  for (int i = 0; i < 150; ++i) answers.push_back({.94f, true});
  const Confidence c = measure_confidence(answers);
  CHECK(c.calibration_error == doctest::Approx(.015).epsilon(.01));
  CHECK(c.adaptive_calibration_error > .05);
}

TEST_CASE("refusing the least probable answers leaves the error of the others") {
  std::vector<Answer> answers;
  for (int i = 0; i < 100; ++i) answers.push_back({static_cast<float>(i) / 100, i != 0 && i != 8 && i != 50});
  std::shuffle(answers.begin(), answers.end(), std::mt19937(3));
  const Confidence c = measure_confidence(answers);
  REQUIRE(c.risk_coverage.size() == 100);
  CHECK(c.refusing(0).error == doctest::Approx(3.0 / 100));
  CHECK(c.refusing(1).error == doctest::Approx(2.0 / 99));
  CHECK(c.refusing(1).least_probability == .01f);
  CHECK(c.refusing(9).error == doctest::Approx(1.0 / 91));
  CHECK(c.refusing(9).coverage == doctest::Approx(.91));
  CHECK(c.refusing(99).error == 0);
}

TEST_CASE("of equally probable answers none is preferred, in whatever order they come") {
  const std::vector<Answer> right_first{{1, true}, {1, true}, {1, true}, {1, false}};
  std::vector<Answer> wrong_first = right_first;
  std::ranges::reverse(wrong_first);
  for (const auto& answers : {right_first, wrong_first}) {
    const Confidence c = measure_confidence(answers);
    CHECK(c.refusing(99).error == doctest::Approx(.25));
    CHECK(c.refusing(50).error == doctest::Approx(.25));
    CHECK(c.risk_coverage_area == doctest::Approx(.25));
    CHECK(c.adaptive_calibration_error == doctest::Approx(.25));
  }
}

TEST_CASE("the area under the risk-coverage curve is the mean of its errors") {
  const Confidence c = measure_confidence({{.9f, true}, {.8f, false}, {.7f, true}, {.6f, false}});
  CHECK(c.risk_coverage_area == doctest::Approx((0 + 1.0 / 2 + 1.0 / 3 + 2.0 / 4) / 4));
}

TEST_CASE("answers that are right as often as they say have next to no calibration error") {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> uniform(0, 1);
  std::vector<Answer> answers;
  for (int i = 0; i < 100000; ++i) {
    const float probability = uniform(random);
    answers.push_back({probability, uniform(random) < probability});
  }
  const Confidence c = measure_confidence(answers);
  CHECK(c.calibration_error < .01);
  CHECK(c.adaptive_calibration_error < .01);
}

TEST_CASE("no answers have no confidence") {
  CHECK_THROWS_AS(static_cast<void>(measure_confidence({})), ArgumentError);
}
