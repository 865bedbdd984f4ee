#pragma once

#include <string>
#include <string_view>

namespace digitnet::serve {

/// The name without blanks around it. Throws AccountError (invalid, field `name`) unless it is UTF-8 of 1 to 64
/// characters, none of which is a control character, a line or paragraph separator or turns the direction of writing.
[[nodiscard]] std::string checked_name(std::string_view name);

/// The address without blanks around it. Throws AccountError (invalid, field `email`) unless it is one that mail can be
/// sent to without quotes: printable ASCII, `local@domain`, 254 bytes at most, no blank, no control character.
[[nodiscard]] std::string checked_email(std::string_view email);

/// What two spellings of one address have in common: lower case.
[[nodiscard]] std::string email_key(std::string_view email);

/// Lower case of ASCII letters alone, as searches compare.
[[nodiscard]] std::string lower_case(std::string_view text);

}  // namespace digitnet::serve
