#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "response.hpp"

namespace digitnet::serve {

/// The cookies of this server. Where browsers speak TLS to it, or reach it on loopback, their names begin with
/// `__Host-`: browsers then keep them from other hosts, other ports' paths and plain HTTP.
struct CookieNames {
  /// For a server that browsers reach as `public_url`.
  explicit CookieNames(std::string_view public_url);

  bool is_secure;
  std::string session;  ///< `sid`: who is logged in
  std::string visitor;  ///< `visitor`: a browser that is not logged in, for the tokens in its forms
  std::string flow;     ///< `flow`: a registration or change of address that waits for its confirmation
  std::string sign_in;  ///< `oauth`: a sign-in at a provider that is under way

  /// Sets a cookie until the browser ends or, when it is given, for `age`.
  [[nodiscard]] Field set(const std::string& name, std::string_view value,
                          std::optional<std::chrono::seconds> age = std::nullopt) const;
  [[nodiscard]] Field forget(const std::string& name) const;
};

}  // namespace digitnet::serve
