#include "fresh_digit.hpp"

#include "digit_outputs.hpp"

namespace digitnet::serve {

Dataset dataset_of(const std::vector<FreshDigit>& digits) {
  std::vector<std::uint8_t> pixels;
  std::vector<int> labels;
  for (const FreshDigit& digit : digits) {
    pixels.insert(pixels.end(), digit.seen.pixels.begin(), digit.seen.pixels.end());
    labels.push_back(digit.label);
  }
  const Image& first = digits.front().seen;
  return {{first.height, first.width, 1}, std::move(pixels), std::move(labels), static_cast<int>(kDigits)};
}

}  // namespace digitnet::serve
