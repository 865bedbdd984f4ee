#pragma once

#include <string>
#include <string_view>

namespace digitnet::serve {

/// 256 random bits in base64url: 43 characters that go to the client and are kept nowhere.
[[nodiscard]] std::string new_secret_token();

/// SHA-256 of it in hexadecimal digits: what is kept. Enough, as nobody can try 256 bits.
[[nodiscard]] std::string token_hash(std::string_view token);

/// Eight digits, each number as likely as any other, for a code that people type.
[[nodiscard]] std::string new_code();

}  // namespace digitnet::serve
