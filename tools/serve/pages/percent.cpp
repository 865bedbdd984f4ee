#include "percent.hpp"

#include <fmt/format.h>

#include <cmath>

#include "shortest_decimal.hpp"

namespace digitnet::serve {

std::string percent(float share) {
  constexpr double kWhole = 1000;  // tenths of a percent
  const double exact = cli::shortest_decimal(share);
  const double tenths = std::floor(exact * kWhole + 0.5);
  if (tenths >= kWhole && exact < 1) return "> 99.9 %";
  if (tenths < 1 && exact > 0) return "< 0.1 %";
  return fmt::format("{:.1f} %", tenths / 10);
}

std::string exact_percent(double share) {
  return fmt::format("{:.2f} %", 100 * share);
}

}  // namespace digitnet::serve
