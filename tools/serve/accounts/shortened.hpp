#pragma once

#include <string>
#include <string_view>

namespace digitnet::serve {

/// What a client says of itself as it may be kept: 200 bytes of printable ASCII at most, others as `?`. A database
/// takes neither a NUL nor bytes that are no text.
[[nodiscard]] inline std::string shortened(std::string_view text) {
  std::string kept(text.substr(0, 200));
  for (char& c : kept) {
    if (c < 0x20 || c > 0x7e) c = '?';
  }
  return kept;
}

}  // namespace digitnet::serve
