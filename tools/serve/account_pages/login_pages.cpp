#include "login_pages.hpp"

#include <map>
#include <memory>
#include <utility>

#include "confirmation_pages.hpp"
#include "mail_texts.hpp"

namespace digitnet::serve {
namespace {

constexpr const char* kLogin = "/login";
constexpr const char* kForgot = "/forgot";
constexpr const char* kAfterLogin = "/account";

/// What happened before, as the login page says it.
const std::map<std::string, const char*>& notices() {
  static const std::map<std::string, const char*> all{
      {"reset", "The new password holds. You can log in now."},
      {"out", "You are logged out."},
      {"deleted", "The account is deleted, with all that belonged to it."},
      {"link", "An account has this address already. Log in to it, and the provider is linked to it."},
  };
  return all;
}

class LoginPages {
 public:
  LoginPages(Accounts& accounts, const AccountFrame& frame) : accounts_(accounts), frame_(frame) {}

  [[nodiscard]] Response show_login(const Visit& visit) const {
    const std::string next = query_value(visit.request, "next");
    if (visit.visitor.signed_in) return go_to(next_path(next, kAfterLogin));
    PageData data = login_data(visit, next, {});
    const auto notice = notices().find(query_value(visit.request, "done"));
    if (notice != notices().end()) data.set("done", notice->second);
    return frame_.page(visit, login_page(), std::move(data));
  }

  [[nodiscard]] Response log_in(const Visit& visit) {
    const std::string next(visit.form.value("next"));
    try {
      const LoginResult result =
          accounts_.login().log_in(visit.form.value("email"), visit.form.value("password"), visit.origin);
      if (result.session) {
        Response response = go_to(next_path(next, kAfterLogin));
        begin_session(response, frame_.cookies(), *result.session);
        return response;
      }
      Response response = go_to("/confirm");
      response.fields.push_back(flow_cookie(frame_.cookies(), result.confirmation_flow));
      return response;
    } catch (const AccountError& error) {
      return frame_.refused(visit, login_page(), login_data(visit, next, problem_of(error)), error);
    }
  }

  [[nodiscard]] Response log_out(const Visit& visit) {
    accounts_.sessions().end(visit.cookie(frame_.cookies().session), visit.origin);
    Response response = go_to(std::string(kLogin) + "?done=out");
    response.fields.push_back(frame_.cookies().forget(frame_.cookies().session));
    response.fields.push_back({"Clear-Site-Data", "\"cache\", \"storage\""});
    return response;
  }

  [[nodiscard]] Response show_forgot(const Visit& visit) const {
    return frame_.page(visit, forgot_page(), forgot_data(visit, {}));
  }

  [[nodiscard]] Response forgot(const Visit& visit) {
    try {
      accounts_.password_reset().request(visit.form.value("email"), visit.origin);
    } catch (const AccountError& error) {
      return frame_.refused(visit, forgot_page(), forgot_data(visit, problem_of(error)), error);
    }
    return frame_.told(visit, {"Look into your mail",
                               "If this address has an account here, a link to set a new password is on its way to it. "
                               "It is good for half an hour.",
                               kLogin, "To the login"});
  }

  [[nodiscard]] Response show_reset(const Visit& visit) { return reset_form(visit, nullptr); }

  [[nodiscard]] Response reset(const Visit& visit) {
    try {
      accounts_.password_reset().finish(visit.request.path_values.front(), visit.form.value("password"), visit.origin);
    } catch (const AccountError& error) {
      return reset_form(visit, &error);
    }
    return go_to(std::string(kLogin) + "?done=reset");
  }

 private:
  static WebPage login_page() { return account_page("login", "Log in"); }
  static WebPage forgot_page() { return account_page("press", "Forgot the password"); }

  static PageData login_data(const Visit& visit, const std::string& next, const FormProblem& problem) {
    PageData data;
    set_fields(data, "login", {email_field(std::string(visit.form.value("email"))), password_field()}, problem);
    data.set("next", next_path(next, ""));
    return data;
  }

  static PageData forgot_data(const Visit& visit, const FormProblem& problem) {
    PageData data;
    set_fields(data, "forgot", {email_field(std::string(visit.form.value("email")))}, problem);
    data.set("heading", "Forgot the password?");
    data.set("text", "Say which address the account has, and we send it a link to set a new one.");
    data.set("action", kForgot);
    data.set("button", "Send the link");
    return data;
  }

  Response reset_form(const Visit& visit, const AccountError* error) {
    const auto view = accounts_.password_reset().look_at_link(visit.request.path_values.front());
    if (!view) return dead_link_page(frame_, visit, kForgot);
    const WebPage page = account_page("press", "A new password");
    PageData data;
    set_fields(data, "reset", {new_password_field()}, error != nullptr ? problem_of(*error) : FormProblem{});
    data.set("heading", "A new password");
    data.set("text", "For the account of " + view->email + ". It ends every session of the account.");
    data.set("action", visit.request.path);
    data.set("button", "Set the password");
    Response response = error != nullptr ? frame_.refused(visit, page, std::move(data), *error)
                                         : frame_.page(visit, page, std::move(data));
    hide_referrer(response);
    return response;
  }

  Accounts& accounts_;
  const AccountFrame& frame_;
};

}  // namespace

void add_login_pages(Routes& routes, Gate& gate, Accounts& accounts, const AccountFrame& frame) {
  const auto pages = std::make_shared<LoginPages>(accounts, frame);
  const auto add = [&](const char* method, const std::string& path, auto answer) {
    gate.add(routes, {method, path, Access::everyone, std::nullopt,
                      [pages, answer](const Visit& visit) { return ((*pages).*answer)(visit); }});
  };
  add("GET", kLogin, &LoginPages::show_login);
  add("POST", kLogin, &LoginPages::log_in);
  add("POST", "/logout", &LoginPages::log_out);
  add("GET", kForgot, &LoginPages::show_forgot);
  add("POST", kForgot, &LoginPages::forgot);
  const std::string link = std::string(kResetPath) + "{token}";
  add("GET", link, &LoginPages::show_reset);
  add("POST", link, &LoginPages::reset);
}

}  // namespace digitnet::serve
