#include "support/expected_sum.hpp"

#include <fmt/format.h>

#include <cmath>

#include "support/benchmark.hpp"

namespace digitnet::bench {

namespace {

// Of the root of the sum of squares, which is what independent roundings of the products add up to. Winograd's
// transforms lose two digits of a float's seven; bfloat16 rounds to 2^-9, which they multiply by about ten, and the
// largest of some hundred errors is several times their deviation.
constexpr double kFloatTolerance = 1e-3;
constexpr double kBf16Tolerance = 0.15;

}  // namespace

void ExpectedSum::add(float left, float right) {
  const double product = static_cast<double>(left) * static_cast<double>(right);
  sum_ += product;
  squares_ += product * product;
}

void ExpectedSum::check(const std::string& what, float found, Precision precision) const {
  const double tolerance = precision == Precision::fp32 ? kFloatTolerance : kBf16Tolerance;
  if (!(std::abs(static_cast<double>(found) - sum_) <= tolerance * std::sqrt(squares_)))
    throw WrongAnswer(fmt::format("{}: expected {}, found {}", what, sum_, found));
}

}  // namespace digitnet::bench
