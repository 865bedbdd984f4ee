#pragma once

#include <cstddef>
#include <string_view>

namespace digitnet::serve {

/// How many letters must be put in, taken out or exchanged to make one word of the other (Levenshtein's distance).
[[nodiscard]] std::size_t edit_distance(std::string_view one, std::string_view other);

}  // namespace digitnet::serve
