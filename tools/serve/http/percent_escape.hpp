#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace digitnet::serve {

/// The text as a value in a query: all but letters, digits, and `-._~` and slashes as bytes behind percent signs.
[[nodiscard]] std::string percent_escape(std::string_view text);

/// The byte that `text`, which stands behind a percent sign, begins with: two hexadecimal digits, or nothing.
[[nodiscard]] std::optional<char> decode_percent_escape(std::string_view text) noexcept;

}  // namespace digitnet::serve
