#include "support/expected_sum.hpp"

#include <fmt/format.h>

#include <cmath>

#include "support/benchmark.hpp"

namespace digitnet::bench {

void ExpectedSum::add(float left, float right) {
  const double product = static_cast<double>(left) * static_cast<double>(right);
  sum_ += product;
  squares_ += product * product;
}

void ExpectedSum::check(const std::string& what, float found, double tolerance) const {
  if (!(std::abs(static_cast<double>(found) - sum_) <= tolerance * std::sqrt(squares_)))
    throw WrongAnswer(fmt::format("{}: expected {}, found {}", what, sum_, found));
}

}  // namespace digitnet::bench
