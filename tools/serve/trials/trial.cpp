#include "trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "digit_outputs.hpp"
#include "inference/tally.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kVersionDigits = 12;  // as ServedModel::version

}  // namespace

Evaluation evaluate_outputs(const DigitOutputs& outputs, const std::vector<FreshDigit>& digits) {
  const Dataset data = dataset_of(digits);
  Tally tally(data);
  for (std::size_t i = 0; i < digits.size(); ++i) tally.add(i, outputs.of(i));
  return tally.finish();
}

Answered answer_in(std::span<const float> outputs) {
  const auto digits = outputs.first(kDigits);
  const auto best = std::ranges::max_element(digits);
  return {static_cast<int>(std::distance(digits.begin(), best)), *best};
}

std::string model_name(const Trial& trial) {
  if (trial.version_number) return fmt::format("your version {}", *trial.version_number);
  return fmt::format("the server's model {}", trial.model_sha256.substr(0, kVersionDigits));
}

}  // namespace digitnet::serve
