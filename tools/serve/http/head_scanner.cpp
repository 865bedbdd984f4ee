#include "head_scanner.hpp"

#include <algorithm>

namespace digitnet::serve {

HeadScanner::State HeadScanner::scan(std::string_view bytes) {
  const std::size_t end = std::min(bytes.size(), most_bytes_);
  while (position_ < end) {
    const char byte = bytes[position_];
    if (byte == '\0') return State::malformed;
    if (byte == '\n') {
      if (position_ == 0 || bytes[position_ - 1] != '\r') return State::malformed;
      const std::size_t line_start = line_start_;
      line_start_ = ++position_;
      if (const State state = at_line_end(line_start); state != State::incomplete) return state;
      continue;
    }
    if (position_ > 0 && bytes[position_ - 1] == '\r') return State::malformed;
    const bool is_folded = position_ == line_start_ && (byte == ' ' || byte == '\t');
    if (is_folded) return State::malformed;
    ++position_;
  }
  if (bytes.size() < most_bytes_) return State::incomplete;
  return lines_ == 0 ? State::line_too_long : State::too_large;
}

HeadScanner::State HeadScanner::at_line_end(std::size_t line_start) {
  const bool is_empty = position_ - line_start == 2;
  if (is_empty) return lines_ == 0 ? State::malformed : State::complete;
  ++lines_;
  return lines_ - 1 > most_fields_ ? State::too_many_fields : State::incomplete;
}

void HeadScanner::reset() {
  position_ = 0;
  line_start_ = 0;
  lines_ = 0;
}

}  // namespace digitnet::serve
