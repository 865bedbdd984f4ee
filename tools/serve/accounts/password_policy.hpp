#pragma once

#include <string_view>

namespace digitnet::serve {

/// How long a password may be: 12 characters to 256 bytes. Any characters, taken as the bytes that were sent.
inline constexpr int kLeastPasswordCharacters = 12;
inline constexpr int kMostPasswordBytes = 256;

/// Throws AccountError (invalid, field `password`) for a password that is too short or too long, that is common
/// (common_passwords.hpp), or that holds `digitnet` or the part of the address before the `@` (of 4 or more letters).
void check_password(std::string_view password, std::string_view email);

}  // namespace digitnet::serve
