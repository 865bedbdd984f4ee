#include "edit_distance.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace digitnet::serve {

// Row by row: costs[j] is the distance from what was seen of `one` to the first j letters of `other`.
std::size_t edit_distance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> costs(other.size() + 1);
  std::iota(costs.begin(), costs.end(), std::size_t{0});
  for (std::size_t i = 0; i < one.size(); ++i) {
    std::size_t diagonal = std::exchange(costs[0], i + 1);
    for (std::size_t j = 0; j < other.size(); ++j) {
      const std::size_t exchanged = diagonal + (one[i] == other[j] ? 0 : 1);
      diagonal = costs[j + 1];
      costs[j + 1] = std::min({exchanged, diagonal + 1, costs[j] + 1});
    }
  }
  return costs.back();
}

}  // namespace digitnet::serve
