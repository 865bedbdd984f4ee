#include "digitnet/number_pattern.hpp"

#include <fmt/format.h>

#include "digitnet/error.hpp"

namespace digitnet {

NumberPattern NumberPattern::of_length(int digits) {
  if (digits < 1 || digits > 64) {
    throw ArgumentError(fmt::format("a number of {} digits: expected 1 to 64", digits));
  }
  NumberPattern result;
  for (int state = 0; state <= digits; ++state) {
    result.next_.insert(result.next_.end(), 10, state < digits ? state + 1 : -1);
    result.accepts_.push_back(state == digits);
  }
  return result;
}

}  // namespace digitnet
