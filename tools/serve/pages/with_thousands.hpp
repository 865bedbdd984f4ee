#pragma once

#include <concepts>
#include <string>

namespace digitnet::serve {

/// `1,605,868`: a count as people read it.
template <std::integral Count>
[[nodiscard]] std::string with_thousands(Count count) {
  std::string digits = std::to_string(count);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
  return digits;
}

}  // namespace digitnet::serve
