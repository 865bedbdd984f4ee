#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "account_error.hpp"
#include "form_fields.hpp"
#include "gate.hpp"
#include "page_template.hpp"
#include "response.hpp"
#include "sessions.hpp"
#include "sign_in.hpp"
#include "visit.hpp"

namespace digitnet::serve {

/// What all pages of accounts are made with.
class AccountFrame {
 public:
  struct Parts {
    std::string assets;  ///< Assets::prefix()
    const CookieNames& cookies;
    const SignIn* sign_in = nullptr;              ///< null on a server that knows no providers
    std::function<void(const std::string&)> log;  ///< for the operator
  };
  explicit AccountFrame(Parts parts) : parts_(std::move(parts)) {}

  /// The page with what every form needs: `csrf`, `next`, `has_providers` and `providers`.
  [[nodiscard]] Response page(const Visit& visit, const WebPage& page, PageData data, int status = 200) const;
  /// A page with a form that says what was wrong with it.
  [[nodiscard]] Response refused(const Visit& visit, const WebPage& page, PageData data,
                                 const AccountError& error) const;
  /// A heading, a sentence, and one way on.
  struct Told {
    std::string title;
    std::string text;
    std::string to;
    std::string button;
  };
  [[nodiscard]] Response told(const Visit& visit, const Told& told, int status = 200) const;

  [[nodiscard]] const CookieNames& cookies() const { return parts_.cookies; }
  [[nodiscard]] std::vector<ProviderLink> providers() const;
  /// As people call the provider.
  [[nodiscard]] std::string label_of(const std::string& provider_id) const;
  void log(const std::string& text) const { parts_.log(text); }

 private:
  Parts parts_;
};

/// A page of accounts: `name` is its template's.
[[nodiscard]] WebPage account_page(std::string name, std::string title);

[[nodiscard]] FormProblem problem_of(const AccountError& error);

/// 303: the browser gets the page there.
[[nodiscard]] Response go_to(std::string place);

/// Adds the cookie of a session that has begun, in the place of what a stranger's browser was known by.
void begin_session(Response& response, const CookieNames& cookies, const NewSession& session);

/// The path to go on to that a form or query names, when it is one of this server; else `otherwise`.
[[nodiscard]] std::string next_path(std::string_view named, std::string otherwise);

/// The value of a parameter of the query; empty when there is none.
[[nodiscard]] std::string query_value(const Request& request, std::string_view name);

/// `26 Nov 2026, 09:40 UTC`.
[[nodiscard]] std::string shown_time(Time time);

}  // namespace digitnet::serve
