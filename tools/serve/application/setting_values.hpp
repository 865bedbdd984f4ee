#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace digitnet::serve {

// Values as people write them. Each throws ArgumentError: `expected X, found Y`.

[[nodiscard]] long parse_whole(std::string_view text, long least, long most);
[[nodiscard]] double parse_real(std::string_view text, double least, double most);
/// A number from `least` to `most`, or 0.
[[nodiscard]] double parse_real_or_zero(std::string_view text, double least, double most);
[[nodiscard]] bool parse_switch(std::string_view text);
/// `500ms`, `5s` or `2m`, at least `least`.
[[nodiscard]] std::chrono::milliseconds parse_duration(std::string_view text, std::chrono::milliseconds least);
[[nodiscard]] std::string print_duration(std::chrono::milliseconds duration);
/// Parts between commas, without the spaces around them.
[[nodiscard]] std::vector<std::string> parse_list(std::string_view text);
[[nodiscard]] std::string print_list(const std::vector<std::string>& parts);
[[nodiscard]] std::string_view without_spaces_around(std::string_view text);

}  // namespace digitnet::serve
