#pragma once

#include <cstdint>
#include <vector>

#include "tensor/random.hpp"

namespace digitnet::test {

/// `count` numbers uniform over [low, high), the same for the same seed.
inline std::vector<double> random_values(std::size_t count, std::uint64_t seed, double low = -1, double high = 1) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    // Rounded to float, so that the library and the oracle see the same numbers.
    values[i] = static_cast<float>(low + (high - low) * random_unit(seed, i));
  }
  return values;
}

}  // namespace digitnet::test
