#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace digitnet::serve {

/// Base64 with padding (RFC 4648, section 4).
[[nodiscard]] std::string encode_base64(std::string_view bytes);

/// Base64 with `-` and `_` and without padding (RFC 4648, section 5).
[[nodiscard]] std::string encode_base64url(std::string_view bytes);
/// Nothing for any text that encode_base64url() does not write, so that there is one text for the same bytes.
[[nodiscard]] std::optional<std::string> decode_base64url(std::string_view text);

}  // namespace digitnet::serve
