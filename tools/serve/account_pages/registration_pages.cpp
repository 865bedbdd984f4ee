#include "registration_pages.hpp"

#include <utility>

#include "confirmation_pages.hpp"
#include "mail_texts.hpp"

namespace digitnet::serve {
namespace {

constexpr const char* kRegister = "/register";
constexpr const char* kConfirm = "/confirm";

class RegistrationPages {
 public:
  RegistrationPages(Accounts& accounts, const AccountFrame& frame) : accounts_(accounts), frame_(frame) {}

  [[nodiscard]] Response show_form(const Visit& visit) const {
    if (visit.visitor.signed_in) return go_to("/account");
    return frame_.page(visit, page(), form_data(visit, {}));
  }

  [[nodiscard]] Response begin(const Visit& visit) {
    const RegistrationForm form{visit.form.value("name"), visit.form.value("email"), visit.form.value("password"),
                                asked_channel(visit)};
    try {
      Response response = go_to(kConfirm);
      response.fields.push_back(flow_cookie(frame_.cookies(), accounts_.registration().begin(form, visit.origin)));
      return response;
    } catch (const AccountError& error) {
      return frame_.refused(visit, page(), form_data(visit, problem_of(error)), error);
    }
  }

  [[nodiscard]] Response show_confirmation(const Visit& visit) { return confirmation(visit, nullptr); }

  [[nodiscard]] Response confirm_by_code(const Visit& visit) {
    try {
      return confirmed(
          visit, accounts_.registration().confirm_by_code(flow_of(visit), visit.form.value("code"), visit.origin));
    } catch (const AccountError& error) {
      return confirmation(visit, &error);
    }
  }

  [[nodiscard]] Response resend(const Visit& visit) {
    try {
      accounts_.registration().resend(flow_of(visit), asked_channel(visit), visit.origin);
      return go_to(std::string(kConfirm) + "?done=sent");
    } catch (const AccountError& error) {
      return confirmation(visit, &error);
    }
  }

  [[nodiscard]] Response show_link(const Visit& visit) { return link(visit, nullptr); }

  [[nodiscard]] Response confirm_by_link(const Visit& visit) {
    try {
      return confirmed(
          visit,
          accounts_.registration().confirm_by_link(
              {visit.request.path_values.front(), flow_of(visit), visit.form.value("current_password")}, visit.origin));
    } catch (const AccountError& error) {
      return link(visit, &error);
    }
  }

 private:
  static WebPage page() { return account_page("register", "Make an account"); }

  static PageData form_data(const Visit& visit, const FormProblem& problem) {
    PageData data;
    set_fields(data, "register",
               {name_field(std::string(visit.form.value("name"))), email_field(std::string(visit.form.value("email"))),
                new_password_field("Password")},
               problem);
    data.set("wants_code", asked_channel(visit) == ConfirmationChannel::code);
    return data;
  }

  [[nodiscard]] std::string_view flow_of(const Visit& visit) const { return visit.cookie(frame_.cookies().flow); }

  Response confirmation(const Visit& visit, const AccountError* error) {
    const auto view = accounts_.registration().view(flow_of(visit));
    return confirmation_page(frame_, visit, view, {kConfirm, kRegister, true, error});
  }

  Response link(const Visit& visit, const AccountError* error) {
    const auto found = accounts_.registration().look_at_link(visit.request.path_values.front(), flow_of(visit));
    LinkPage page{"Confirm your address", "Is this your address, and did you make an account with it?", kRegister};
    if (found && found->needs_password) {
      FormField password = current_password_field();
      password.hint = "The one that you chose when you made the account: this is another browser.";
      page.fields = {password};
    }
    page.error = error;
    return link_page(frame_, visit, found ? std::optional(found->view) : std::nullopt, page);
  }

  /// Who registered is logged in by that, too.
  Response confirmed(const Visit& visit, const User& user) {
    Response response = go_to("/account?done=welcome");
    begin_session(response, frame_.cookies(), accounts_.login().sign_in(user.id, "confirmation", visit.origin));
    response.fields.push_back(frame_.cookies().forget(frame_.cookies().flow));
    return response;
  }

  Accounts& accounts_;
  const AccountFrame& frame_;
};

}  // namespace

void add_registration_pages(Routes& routes, Gate& gate, Accounts& accounts, const AccountFrame& frame) {
  const auto pages = std::make_shared<RegistrationPages>(accounts, frame);
  const auto add = [&](const char* method, const std::string& path, auto answer) {
    gate.add(routes, {method, path, Access::everyone, std::nullopt,
                      [pages, answer](const Visit& visit) { return ((*pages).*answer)(visit); }});
  };
  add("GET", kRegister, &RegistrationPages::show_form);
  add("POST", kRegister, &RegistrationPages::begin);
  add("GET", kConfirm, &RegistrationPages::show_confirmation);
  add("POST", kConfirm, &RegistrationPages::confirm_by_code);
  add("POST", std::string(kConfirm) + "/resend", &RegistrationPages::resend);
  const std::string link = std::string(kConfirmPath) + "{token}";
  add("GET", link, &RegistrationPages::show_link);
  add("POST", link, &RegistrationPages::confirm_by_link);
}

}  // namespace digitnet::serve
