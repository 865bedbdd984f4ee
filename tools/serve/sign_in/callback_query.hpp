#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace digitnet::serve {

/// What a provider has a browser bring back (RFC 6749, section 4.1.2; RFC 9207).
struct CallbackQuery {
  std::string state;
  std::string code;                   ///< empty: none
  std::string error;                  ///< empty: none
  std::optional<std::string> issuer;  ///< `iss`
};

/// Reads the query of a callback; parameters that are not known are passed over. Throws FormatError when it is no
/// query, a parameter comes twice, or both a code and an error or neither.
[[nodiscard]] CallbackQuery parse_callback_query(std::string_view query);

}  // namespace digitnet::serve
