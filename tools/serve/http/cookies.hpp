#pragma once

#include <string_view>
#include <vector>

namespace digitnet::serve {

/// One of the cookies that a client sent.
struct Cookie {
  std::string_view name;
  std::string_view value;
  friend bool operator==(const Cookie&, const Cookie&) = default;
};

/// Reads a Cookie field, which the cookies point into. What is no pair of a token and cookie octets (RFC 6265, section
/// 4.1.1) is passed over: other programs on this host may have set it, and nobody should be locked out by that.
[[nodiscard]] std::vector<Cookie> parse_cookies(std::string_view field);

/// The value of the first cookie called `name`; empty when there is none.
[[nodiscard]] std::string_view find_cookie(const std::vector<Cookie>& cookies, std::string_view name);

}  // namespace digitnet::serve
