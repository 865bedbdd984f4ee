#include "paired_comparison.hpp"

#include <algorithm>
#include <cmath>

namespace digitnet::serve {
namespace {

constexpr double kNormal975 = 1.959963984540054;  // the 97.5 % point of the normal distribution

double log_of_choices(std::size_t of, std::size_t taken) {
  const auto log_factorial = [](std::size_t n) { return std::lgamma(static_cast<double>(n) + 1); };
  return log_factorial(of) - log_factorial(taken) - log_factorial(of - taken);
}

}  // namespace

void PairedComparison::add(bool first_is_right, bool second_is_right) {
  ++(first_is_right ? (second_is_right ? both : only_first) : (second_is_right ? only_second : neither));
}

double PairedComparison::difference() const {
  if (images() == 0) return 0;
  return (static_cast<double>(only_first) - static_cast<double>(only_second)) / static_cast<double>(images());
}

Interval PairedComparison::interval() const {
  const double n = static_cast<double>(images()) + 2;
  const double first = (static_cast<double>(only_first) + 1) / n;
  const double second = (static_cast<double>(only_second) + 1) / n;
  const double middle = first - second;
  const double reach = kNormal975 * std::sqrt((first + second - middle * middle) / n);
  return {std::max(-1.0, middle - reach), std::min(1.0, middle + reach)};
}

double PairedComparison::p_value() const {
  const std::size_t differing = only_first + only_second;
  const double log_half = static_cast<double>(differing) * std::log(0.5);
  double tail = 0;
  for (std::size_t i = 0; i <= std::min(only_first, only_second); ++i) {
    tail += std::exp(log_of_choices(differing, i) + log_half);
  }
  return std::min(1.0, 2 * tail);
}

}  // namespace digitnet::serve
