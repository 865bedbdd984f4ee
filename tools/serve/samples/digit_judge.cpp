#include "digit_judge.hpp"

#include <algorithm>
#include <iterator>

#include "digit_outputs.hpp"

namespace digitnet::serve {

std::vector<Opinion> judge_digits(const ServedModel& model, const std::vector<Image>& seen) {
  std::vector<Opinion> opinions;
  each_digit_output(model.models.digits, seen, [&](std::size_t, std::span<const float> outputs) {
    const auto digits = outputs.first(kDigits);
    const auto best = std::ranges::max_element(digits);
    opinions.push_back({static_cast<int>(std::distance(digits.begin(), best)), *best, model.version});
  });
  return opinions;
}

}  // namespace digitnet::serve
