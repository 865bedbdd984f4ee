#pragma once

#include <string_view>

namespace digitnet::serve {

/// Whether `text` is UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// Whether it is UTF-8 without a NUL, which no database takes.
[[nodiscard]] bool is_text(std::string_view text) noexcept;

}  // namespace digitnet::serve
