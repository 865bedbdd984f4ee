#include "own_account_pages.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <memory>
#include <utility>

#include "attachment.hpp"
#include "browser_name.hpp"
#include "confirmation_pages.hpp"
#include "identities.hpp"
#include "mail_texts.hpp"

namespace digitnet::serve {
namespace {

constexpr const char* kAccount = "/account";
constexpr const char* kEmailConfirm = "/account/email/confirm";

const std::map<std::string, const char*>& notices() {
  static const std::map<std::string, const char*> all{
      {"welcome", "The address is confirmed, and you are logged in."},
      {"name", "The name is changed."},
      {"password", "The new password holds. All other sessions are ended."},
      {"email", "The new address holds."},
      {"session", "The session is ended."},
      {"token", "The token is revoked."},
      {"linked", "The provider is linked to this account."},
      {"unlinked", "The provider is no longer linked to this account."},
  };
  return all;
}

struct OfferedScope {
  Scope scope;
  const char* meaning;
};
constexpr OfferedScope kOfferedScopes[] = {
    {Scope::recognize, "recognise pictures with your model"},
    {Scope::data, "read and change your pictures and tests"},
    {Scope::train, "train with them, and choose a model"},
    {Scope::account, "read the account and end its sessions"},
    {Scope::admin, "administer the server"},
};

/// What happened to one of the forms of the page.
struct Outcome {
  std::string form;  ///< its name; empty: none
  const AccountError* error = nullptr;
  std::string new_token = {};
};

class OwnAccountPages {
 public:
  OwnAccountPages(Accounts& accounts, AccountArchives& archives, const AccountFrame& frame)
      : accounts_(accounts), archives_(archives), frame_(frame) {}

  [[nodiscard]] Response show(const Visit& visit) { return page(visit, {}); }

  [[nodiscard]] Response rename(const Visit& visit) {
    return try_form(visit, "name", [&] {
      accounts_.own_account().rename(visit.user(), visit.form.value("name"), visit.origin);
      return done("name");
    });
  }

  [[nodiscard]] Response change_password(const Visit& visit) {
    return try_form(visit, "password", [&] {
      Response response = done("password");
      begin_session(
          response, frame_.cookies(),
          accounts_.own_account().change_password(
              visit.signed_in(), {visit.form.value("current_password"), visit.form.value("password")}, visit.origin));
      return response;
    });
  }

  [[nodiscard]] Response change_email(const Visit& visit) {
    return try_form(visit, "email", [&] {
      const EmailChange change{visit.form.value("current_password"), visit.form.value("email"), asked_channel(visit)};
      Response response = go_to(kEmailConfirm);
      response.fields.push_back(flow_cookie(
          frame_.cookies(), accounts_.own_account().begin_email_change(visit.signed_in(), change, visit.origin)));
      return response;
    });
  }

  [[nodiscard]] Response show_email_confirmation(const Visit& visit) { return email_confirmation(visit, nullptr); }

  [[nodiscard]] Response confirm_email_by_code(const Visit& visit) {
    try {
      accounts_.own_account().confirm_email_change_by_code(flow_of(visit), visit.form.value("code"), visit.origin);
      return email_changed();
    } catch (const AccountError& error) {
      return email_confirmation(visit, &error);
    }
  }

  [[nodiscard]] Response show_email_link(const Visit& visit) {
    const auto view = accounts_.own_account().look_at_email_change_link(visit.request.path_values.front());
    return link_page(frame_, visit, view, {"Confirm the new address", "Is this your new address?", kAccount});
  }

  [[nodiscard]] Response confirm_email_by_link(const Visit& visit) {
    accounts_.own_account().confirm_email_change_by_link(visit.request.path_values.front(), visit.origin);
    return email_changed();
  }

  [[nodiscard]] Response end_session(const Visit& visit) {
    accounts_.sessions().end(visit.user().id, visit.request.path_values.front(), visit.origin);
    return done("session");
  }

  [[nodiscard]] Response end_other_sessions(const Visit& visit) {
    accounts_.sessions().end_others(visit.signed_in().session, visit.origin);
    return done("session");
  }

  [[nodiscard]] Response make_token(const Visit& visit) {
    return try_form(visit, "token", [&] {
      ApiTokenForm form{visit.form.value("token_name"), {}, days_of(visit.form.value("days"))};
      for (const std::string_view name : visit.form.values("scope")) {
        if (const auto scope = scope_named(name)) form.scopes.insert(*scope);
      }
      // Shown in the answer itself: nothing keeps it for a second page.
      return page(visit, {"", nullptr, accounts_.api_tokens().create(visit.signed_in(), form, visit.origin).text});
    });
  }

  [[nodiscard]] Response revoke_token(const Visit& visit) {
    accounts_.api_tokens().revoke(visit.user().id, visit.request.path_values.front(), visit.origin);
    return done("token");
  }

  [[nodiscard]] Response download(const Visit& visit) {
    return attachment_answer(
        {"application/zip", "digitnet-account.zip", archives_.make_own(visit.user().id, visit.origin)});
  }

  [[nodiscard]] Response remove(const Visit& visit) {
    return try_form(visit, "delete", [&] {
      accounts_.own_account().remove(visit.signed_in(), visit.form.value("current_password"), visit.origin);
      Response response = go_to("/login?done=deleted");
      response.fields.push_back(frame_.cookies().forget(frame_.cookies().session));
      response.fields.push_back({"Clear-Site-Data", "\"cache\", \"storage\""});
      return response;
    });
  }

 private:
  static Response done(const std::string& what) { return go_to(std::string(kAccount) + "?done=" + what); }

  template <typename Work>
  Response try_form(const Visit& visit, const std::string& form, Work work) {
    try {
      return work();
    } catch (const AccountError& error) {
      return page(visit, {form, &error});
    }
  }

  static int days_of(std::string_view text) {
    int days = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), days);
    if (problem == std::errc() && end == text.data() + text.size()) return days;
    throw AccountError(AccountError::Kind::invalid, "days", "Days are a whole number.");
  }

  Response page(const Visit& visit, const Outcome& outcome) {
    const WebPage page = account_page("account", "Your account");
    PageData data = account_data(visit, outcome);
    add_sessions(data, visit);
    add_tokens(data, visit);
    add_identities(data, visit);
    if (outcome.error != nullptr) return frame_.refused(visit, page, std::move(data), *outcome.error);
    return frame_.page(visit, page, std::move(data));
  }

  PageData account_data(const Visit& visit, const Outcome& outcome) {
    const User& user = visit.user();
    PageData data;
    data.set("name", user.name);
    data.set("email", user.email);
    data.set("is_admin", user.is_admin());
    data.set("has_password", user.has_password);
    const auto notice = notices().find(query_value(visit.request, "done"));
    if (notice != notices().end()) data.set("done", notice->second);
    const auto sent = [&](const char* form, const char* field, const std::string& otherwise) {
      return outcome.form == form ? std::string(visit.form.value(field)) : otherwise;
    };
    const auto with_password = [&](std::vector<FormField> fields) {
      if (user.has_password) fields.insert(fields.begin(), current_password_field());
      return fields;
    };
    const std::pair<const char*, std::vector<FormField>> forms[] = {
        {"name", {name_field(sent("name", "name", user.name))}},
        {"email", with_password({email_field(sent("email", "email", ""))})},
        {"password", with_password({new_password_field()})},
        {"token", token_fields(sent("token", "token_name", ""), sent("token", "days", "90"))},
        {"delete", with_password({})},
    };
    for (const auto& [name, fields] : forms) {
      const bool is_refused = outcome.error != nullptr && outcome.form == name;
      PageData form;
      set_fields(form, name, fields, is_refused ? problem_of(*outcome.error) : FormProblem{});
      data.set(std::string(name) + "_form", form);
      if (is_refused) data.set("problem", outcome.error->what());
    }
    if (!outcome.new_token.empty()) data.set("new_token", outcome.new_token);
    data.set("wants_code", outcome.form == "email" && asked_channel(visit) == ConfirmationChannel::code);
    return data;
  }

  static std::vector<FormField> token_fields(std::string name, std::string days) {
    return {{"token_name", "What the token is for", "text", "off", {}, std::move(name), {}, 64},
            {"days", "Good for so many days", "text", "off", "1 to 366", std::move(days), "numeric", 3}};
  }

  void add_sessions(PageData& data, const Visit& visit) {
    PageData list{PageData::type::list};
    const std::vector<Session> sessions = accounts_.sessions().list(visit.user().id);
    for (const Session& session : sessions) {
      PageData entry;
      entry.set("id", session.id);
      entry.set("browser", browser_name(session.user_agent));
      entry.set("address", session.address);
      entry.set("since", shown_time(session.created_at));
      entry.set("seen", shown_time(session.last_seen_at));
      entry.set("is_this", session.id == visit.signed_in().session.id);
      list.push_back(entry);
    }
    data.set("sessions", list);
    data.set("has_other_sessions", sessions.size() > 1);
  }

  void add_tokens(PageData& data, const Visit& visit) {
    PageData list{PageData::type::list};
    const std::vector<ApiToken> tokens = accounts_.api_tokens().list(visit.user().id);
    for (const ApiToken& token : tokens) {
      std::string scopes;
      for (const Scope scope : token.scopes) scopes.append(scopes.empty() ? "" : ", ").append(name_of(scope));
      PageData entry;
      entry.set("id", token.id);
      entry.set("name", token.name);
      entry.set("start", token.start);
      entry.set("scopes", scopes);
      entry.set("until", shown_time(token.expires_at));
      entry.set("used", token.last_used_at ? "last used " + shown_time(*token.last_used_at) : "not used yet");
      list.push_back(entry);
    }
    data.set("tokens", list);
    data.set("has_tokens", !tokens.empty());
    PageData offered{PageData::type::list};
    for (const auto& [scope, meaning] : kOfferedScopes) {
      if (scope == Scope::admin && !visit.user().is_admin()) continue;
      PageData entry;
      entry.set("value", std::string(name_of(scope)));
      entry.set("meaning", meaning);
      entry.set("is_chosen", scope == Scope::recognize);
      offered.push_back(entry);
    }
    data.set("scopes_offered", offered);
  }

  void add_identities(PageData& data, const Visit& visit) {
    PageData list{PageData::type::list};
    const std::vector<LinkedIdentity> identities = Identities(accounts_.context().database).of_user(visit.user().id);
    for (const LinkedIdentity& linked : identities) {
      PageData entry;
      entry.set("id", linked.id);
      entry.set("label", frame_.label_of(linked.identity.provider));
      entry.set("email", linked.identity.email);
      entry.set("linked_at", shown_time(linked.linked_at));
      list.push_back(entry);
    }
    data.set("identities", list);
    data.set("has_identities", !identities.empty());
  }

  [[nodiscard]] std::string_view flow_of(const Visit& visit) const { return visit.cookie(frame_.cookies().flow); }

  Response email_confirmation(const Visit& visit, const AccountError* error) {
    const auto view = accounts_.own_account().view_email_change(flow_of(visit));
    return confirmation_page(frame_, visit, view, {kEmailConfirm, kAccount, false, error});
  }

  [[nodiscard]] Response email_changed() const {
    Response response = done("email");
    response.fields.push_back(frame_.cookies().forget(frame_.cookies().flow));
    return response;
  }

  Accounts& accounts_;
  AccountArchives& archives_;
  const AccountFrame& frame_;
};

}  // namespace

void add_own_account_pages(Routes& routes, Gate& gate, const OwnAccountParts& parts, const AccountFrame& frame) {
  const auto pages = std::make_shared<OwnAccountPages>(parts.accounts, parts.archives, frame);
  const auto add = [&](const char* method, const std::string& path, Access access, auto answer) {
    gate.add(routes, {method, path, access, std::nullopt,
                      [pages, answer](const Visit& visit) { return ((*pages).*answer)(visit); }});
  };
  using Pages = OwnAccountPages;
  add("GET", kAccount, Access::user, &Pages::show);
  add("POST", "/account/name", Access::user, &Pages::rename);
  add("POST", "/account/password", Access::user, &Pages::change_password);
  add("POST", "/account/email", Access::user, &Pages::change_email);
  add("GET", kEmailConfirm, Access::user, &Pages::show_email_confirmation);
  add("POST", kEmailConfirm, Access::user, &Pages::confirm_email_by_code);
  // The link may be opened in another browser: whoever has it reads that address's mail.
  const std::string link = std::string(kConfirmAddressPath) + "{token}";
  add("GET", link, Access::everyone, &Pages::show_email_link);
  add("POST", link, Access::everyone, &Pages::confirm_email_by_link);
  add("POST", "/account/sessions/{id}/end", Access::user, &Pages::end_session);
  add("POST", "/account/sessions/end-others", Access::user, &Pages::end_other_sessions);
  add("POST", "/account/tokens", Access::user, &Pages::make_token);
  add("POST", "/account/tokens/{id}/revoke", Access::user, &Pages::revoke_token);
  add("GET", "/account/export", Access::user, &Pages::download);
  add("POST", "/account/delete", Access::user, &Pages::remove);
}

}  // namespace digitnet::serve
