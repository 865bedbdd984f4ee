#include "reading/cell_numbers.hpp"

#include <algorithm>
#include <string>

namespace digitnet {
namespace {

struct Beginning {
  std::string text;
  float probability = 1;
  int state = 0;  // of the pattern
};

void keep_likeliest(std::vector<Beginning>& beginnings, std::size_t most) {
  const auto likelier = [](const Beginning& a, const Beginning& b) {
    return a.probability != b.probability ? a.probability > b.probability : a.text < b.text;
  };
  if (beginnings.size() > most) {
    std::ranges::nth_element(beginnings, beginnings.begin() + static_cast<std::ptrdiff_t>(most), likelier);
    beginnings.resize(most);
  }
  std::ranges::sort(beginnings, likelier);
}

}  // namespace

std::vector<Alternative> likeliest_numbers(std::span<const std::vector<float>> digits, const NumberPattern* numbers,
                                           std::size_t most) {
  std::vector<Beginning> beginnings{{"", 1, numbers == nullptr ? 0 : numbers->start()}};
  for (const std::vector<float>& probabilities : digits) {
    std::vector<Beginning> longer;
    for (const Beginning& beginning : beginnings) {
      for (int digit = 0; digit < 10; ++digit) {
        const int state = numbers == nullptr ? 0 : numbers->next(beginning.state, digit);
        if (state < 0) continue;
        longer.push_back({beginning.text + static_cast<char>('0' + digit),
                          beginning.probability * probabilities[static_cast<std::size_t>(digit)], state});
      }
    }
    keep_likeliest(longer, most);
    beginnings = std::move(longer);
  }
  std::vector<Alternative> result;
  for (Beginning& beginning : beginnings) {
    if (numbers == nullptr || numbers->accepts(beginning.state)) {
      result.push_back({std::move(beginning.text), beginning.probability});
    }
  }
  return result;
}

}  // namespace digitnet
