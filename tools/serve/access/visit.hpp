#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api_tokens.hpp"
#include "cookies.hpp"
#include "form.hpp"
#include "request.hpp"
#include "request_origin.hpp"
#include "sessions.hpp"

namespace digitnet::serve {

/// Who asks.
struct Visitor {
  std::optional<SignedIn> signed_in;  ///< by the session's cookie
  std::optional<ApiCaller> caller;    ///< by an API token

  [[nodiscard]] const User* user() const { return signed_in ? &signed_in->user : caller ? &caller->user : nullptr; }
};

/// A request together with who sent it.
struct Visit {
  const Request& request;
  Visitor visitor;
  RequestOrigin origin;
  Form form;               ///< what the body holds, when it is a form
  std::string form_token;  ///< for the forms of the page that answers

  /// The user on routes that are for users.
  [[nodiscard]] const User& user() const { return *visitor.user(); }
  /// The session on routes that take no API token and are for users.
  [[nodiscard]] const SignedIn& signed_in() const { return *visitor.signed_in; }
  [[nodiscard]] std::string_view cookie(std::string_view name) const {
    return find_cookie(parse_cookies(request.field("Cookie")), name);
  }
};

}  // namespace digitnet::serve
