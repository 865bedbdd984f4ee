#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace digitnet::serve {

/// Whether `text` is UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// Whether it is UTF-8 without a NUL, which no database takes.
[[nodiscard]] bool is_text(std::string_view text) noexcept;

/// The characters of UTF-8; the bytes of what is none.
[[nodiscard]] std::size_t count_characters(std::string_view text) noexcept;

/// Whether it is UTF-8 that reads as it is stored, on one line: without control characters, characters that take no
/// room (but for the joiners, which Persian and Indian scripts need), and those that turn the direction of what stands
/// around them.
[[nodiscard]] bool is_plain_line(std::string_view text) noexcept;

/// The text with blanks in place of what a plain line has not; "?" for what is no UTF-8.
[[nodiscard]] std::string plain_line(std::string_view text);

}  // namespace digitnet::serve
