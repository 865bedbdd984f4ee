#include "reading/number_lengths.hpp"

#include <cstddef>
#include <unordered_map>

namespace digitnet {

NumberCounts count_numbers(const NumberPattern& pattern) {
  NumberCounts counts{};
  std::unordered_map<int, double> reached{{pattern.start(), 1}};  // state: how many numbers lead there
  for (std::size_t length = 0; length < counts.size() && !reached.empty(); ++length) {
    std::unordered_map<int, double> further;
    for (const auto& [state, count] : reached) {
      if (pattern.accepts(state)) counts[length] += count;
      for (int digit = 0; digit < 10; ++digit) {
        const int next = pattern.next(state, digit);
        if (next >= 0) further[next] += count;
      }
    }
    reached = std::move(further);
  }
  return counts;
}

}  // namespace digitnet
