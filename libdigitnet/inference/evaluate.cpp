#include "digitnet/evaluate.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "inference/tally.hpp"
#include "model/score.hpp"

namespace digitnet {

Interval wilson_interval(std::size_t successes, std::size_t trials) {
  if (trials == 0) return {0, 1};
  constexpr double z = 1.959963984540054;  // the 97.5 % point of the normal distribution
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(successes) / n;
  const double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double reach = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return {std::max(0.0, centre - reach), std::min(1.0, centre + reach)};
}

Evaluation evaluate(const Model& model, const Dataset& data, int threads, Precision precision) {
  Tally tally(data);
  for_each_output(model, data, {threads, precision},
                  [&](std::size_t i, std::span<const float> outputs) { tally.add(i, outputs); });
  return tally.finish();
}

}  // namespace digitnet
