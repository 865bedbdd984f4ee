#include "paired_comparison.hpp"

#include <doctest/doctest.h>

using namespace digitnet;
using namespace digitnet::serve;

TEST_CASE("eight against one of twenty images is more than chance, as counted by hand") {
  const PairedComparison comparison{10, 8, 1, 1};
  CHECK(comparison.images() == 20);
  CHECK(comparison.difference() == doctest::Approx(0.35));
  // Of the 512 ways in which nine differ, one has no, and nine have one of the second's; and as many the other way
  // round.
  CHECK(comparison.p_value() == doctest::Approx(2.0 * 10 / 512));
  // 9/22 - 2/22, give or take 1.96 sqrt((11/22 - (7/22)^2) / 22).
  CHECK(comparison.interval().low == doctest::Approx(0.05431).epsilon(0.001));
  CHECK(comparison.interval().high == doctest::Approx(0.58205).epsilon(0.001));
}

TEST_CASE("the other way round all is the other way round, and chance the same") {
  const PairedComparison one{10, 8, 1, 1};
  const PairedComparison other{10, 1, 8, 1};
  CHECK(other.difference() == -one.difference());
  CHECK(other.p_value() == one.p_value());
  CHECK(other.interval().low == doctest::Approx(-one.interval().high));
}

TEST_CASE("models that differ on no image differ by chance at most, and so do those without images") {
  CHECK(PairedComparison{20, 0, 0, 3}.p_value() == 1);
  CHECK(PairedComparison{20, 0, 0, 3}.difference() == 0);
  CHECK(PairedComparison{}.p_value() == 1);
  CHECK(PairedComparison{}.difference() == 0);
  CHECK(PairedComparison{5, 3, 3, 0}.p_value() == 1);
}

TEST_CASE("a thousand images that differ make no number that is none") {
  const PairedComparison comparison{0, 900, 100, 0};
  CHECK(comparison.p_value() >= 0);
  CHECK(comparison.p_value() < 1e-100);
  CHECK(comparison.interval().low > 0.75);
  CHECK(comparison.interval().high < 0.85);
}

TEST_CASE("images are counted by who was right") {
  PairedComparison comparison;
  comparison.add(true, true);
  comparison.add(true, false);
  comparison.add(false, true);
  comparison.add(false, true);
  comparison.add(false, false);
  CHECK(comparison.both == 1);
  CHECK(comparison.only_first == 1);
  CHECK(comparison.only_second == 2);
  CHECK(comparison.neither == 1);
}
