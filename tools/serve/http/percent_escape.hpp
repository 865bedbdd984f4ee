#pragma once

#include <optional>
#include <string_view>

namespace digitnet::serve {

/// The byte that `text`, which stands behind a percent sign, begins with: two hexadecimal digits, or nothing.
[[nodiscard]] std::optional<char> decode_percent_escape(std::string_view text) noexcept;

}  // namespace digitnet::serve
