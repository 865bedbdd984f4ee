#include "users_pages.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "acting_administrator.hpp"
#include "admin_users_routes.hpp"
#include "attachment.hpp"
#include "page_query.hpp"
#include "shown_size.hpp"
#include "with_thousands.hpp"

namespace digitnet::serve {
namespace {

constexpr const char* kUsers = "/admin/users";

const std::map<std::string, const char*>& notices() {
  static const std::map<std::string, const char*> all{
      {"disable", "The user is disabled, and logged out everywhere."},
      {"enable", "The user may log in again."},
      {"sessions", "All sessions are ended."},
      {"role", "The role is changed, and all sessions are ended."},
      {"quotas", "The quotas hold."},
      {"reset", "A mail with a link is on its way."},
      {"delete", "The user is deleted, with everything."},
  };
  return all;
}

struct Choice {
  const char* value;
  const char* text;
};

PageData choice_data(const char* name, const char* label, const std::vector<Choice>& choices, const std::string& now) {
  PageData options{PageData::type::list};
  for (const Choice& choice : choices) {
    PageData option;
    option.set("value", choice.value);
    option.set("text", choice.text);
    option.set("is_chosen", now == choice.value);
    options.push_back(option);
  }
  PageData data;
  data.set("name", name);
  data.set("label", label);
  data.set("options", options);
  return data;
}

std::string state_text(UserState state) {
  return state == UserState::unverified ? "not confirmed" : std::string(name_of(state));
}

PageData choices_data(const Request& request) {
  PageData list{PageData::type::list};
  list.push_back(choice_data(
      "state", "State", {{"", "any"}, {"active", "active"}, {"unverified", "not confirmed"}, {"disabled", "disabled"}},
      query_value(request, "state")));
  list.push_back(choice_data("role", "Role", {{"", "any"}, {"user", "user"}, {"admin", "administrator"}},
                             query_value(request, "role")));
  return list;
}

std::string login_of(const User& user) {
  return user.last_login_at ? shown_time(*user.last_login_at) : "never";
}

PageData row_data(const User& user) {
  PageData row;
  row.set("id", user.id);
  row.set("email", user.email);
  row.set("name", user.name);
  row.set("last_login", login_of(user));
  row.set("is_admin", user.is_admin());
  if (!user.is_active()) row.set("state", state_text(user.state));
  return row;
}

std::string text_of(const std::optional<std::int64_t>& quota) {
  return quota ? std::to_string(*quota) : "";
}

std::vector<FormField> quota_fields(const Quotas& quotas) {
  const auto field = [](const char* name, const char* label, const std::optional<std::int64_t>& quota) {
    FormField made{name, label, "text", "off", "Empty for the usual."};
    made.value = text_of(quota);
    made.inputmode = "numeric";
    made.most_characters = 15;
    made.is_required = false;
    return made;
  };
  return {field("images", "Digits", quotas.images), field("image_bytes", "Bytes of digits", quotas.image_bytes),
          field("training_seconds_per_day", "Seconds of training within a day", quotas.training_seconds_per_day)};
}

std::vector<FormField> request_fields() {
  return {{"email", "The user's address, to be sure", "text", "off", {}, {}, {}, 254},
          {"reason", "Reason, for the audit log", "text", "off", "Such as who asked for it, and how.", {}, {}, 200}};
}

PageData facts_of(const User& user, const KeptData& kept, std::size_t sessions, std::size_t tokens) {
  const auto size_of = [](std::int64_t bytes) { return shown_size(static_cast<std::uint64_t>(bytes)); };
  PageData facts{PageData::type::list};
  facts.push_back(fact("Member since", shown_time(user.created_at)));
  facts.push_back(fact("Last login", login_of(user)));
  facts.push_back(fact("Digits", fmt::format("{}, {}", with_thousands(kept.digits), size_of(kept.digit_bytes))));
  facts.push_back(fact("Versions", fmt::format("{}, {}", with_thousands(kept.versions), size_of(kept.version_bytes))));
  facts.push_back(fact("Trainings", with_thousands(kept.trainings)));
  facts.push_back(fact("Tests", fmt::format("{}, {}", with_thousands(kept.tests), size_of(kept.test_bytes))));
  facts.push_back(fact("Sessions", with_thousands(sessions)));
  facts.push_back(fact("API tokens", with_thousands(tokens)));
  facts.push_back(fact("Id", user.id));
  return facts;
}

std::optional<std::int64_t> quota_in(const Visit& visit, const char* name) {
  const std::string_view text = visit.form.value(name);
  if (text.empty()) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem == std::errc() && end == text.data() + text.size()) return number;
  throw AccountError(AccountError::Kind::invalid, name, "A quota is a whole number, or empty.");
}

class UsersPages {
 public:
  UsersPages(Maintenance& maintenance, const AdminFrame& frame) : maintenance_(maintenance), frame_(frame) {}

  [[nodiscard]] Response list(const Visit& visit) {
    const std::string& query = visit.request.query;
    const PageRequest part = page_of_query(query);
    const Page<User> page = maintenance_.users().search(user_search(query), part);
    PageData rows{PageData::type::list};
    for (const User& user : page.rows) rows.push_back(row_data(user));
    PageData data;
    data.set("users", rows);
    data.set("has_users", rows.is_non_empty_list());
    data.set("search", query_value(visit.request, "search"));
    data.set("choices", choices_data(visit.request));
    set_pager(data, visit.request.path, {visit.request.query, part, page.has_more});
    set_notice(data, visit);
    return frame_.page(visit, "admin_users", "Users", std::move(data));
  }

  [[nodiscard]] Response show(const Visit& visit) {
    PageData data = user_data(visit, "", nullptr);
    set_notice(data, visit);
    return frame_.page(visit, "admin_user", "A user", std::move(data));
  }

  [[nodiscard]] Response disable(const Visit& visit) {
    return act(visit, "disable", [&](const Administrator& by) { maintenance_.users().disable(by, id_of(visit)); });
  }
  [[nodiscard]] Response enable(const Visit& visit) {
    return act(visit, "enable", [&](const Administrator& by) { maintenance_.users().enable(by, id_of(visit)); });
  }
  [[nodiscard]] Response end_sessions(const Visit& visit) {
    return act(visit, "sessions",
               [&](const Administrator& by) { maintenance_.users().end_sessions(by, id_of(visit)); });
  }
  [[nodiscard]] Response start_reset(const Visit& visit) {
    return act(visit, "reset", [&](const Administrator& by) { maintenance_.users().start_reset(by, id_of(visit)); });
  }
  [[nodiscard]] Response set_role(const Visit& visit) {
    return act(visit, "role", [&](const Administrator& by) {
      const auto role = role_named(visit.form.value("role"));
      if (!role) throw AccountError(AccountError::Kind::invalid, "", "A role is user or administrator.");
      maintenance_.users().set_role(by, id_of(visit), *role);
    });
  }
  [[nodiscard]] Response set_quotas(const Visit& visit) {
    return act(visit, "quotas", [&](const Administrator& by) {
      maintenance_.users().set_quotas(
          by, id_of(visit),
          {quota_in(visit, "images"), quota_in(visit, "image_bytes"), quota_in(visit, "training_seconds_per_day")});
    });
  }

  [[nodiscard]] Response remove(const Visit& visit) {
    try {
      maintenance_.user_data().remove(acting_administrator(visit), id_of(visit), data_request(visit));
      return go_to("/admin/users?done=delete");
    } catch (const AccountError& error) {
      return refused(visit, "delete", error);
    }
  }

  [[nodiscard]] Response export_data(const Visit& visit) {
    try {
      return attachment_answer(
          {"application/zip", "digitnet-account.zip",
           maintenance_.user_data().export_for(acting_administrator(visit), id_of(visit), data_request(visit))});
    } catch (const AccountError& error) {
      return refused(visit, "export", error);
    }
  }

 private:
  static const std::string& id_of(const Visit& visit) { return visit.request.path_values.front(); }

  static DataRequest data_request(const Visit& visit) {
    return {visit.form.value("email"), visit.form.value("reason")};
  }

  static void set_notice(PageData& data, const Visit& visit) {
    const auto notice = notices().find(query_value(visit.request, "done"));
    if (notice != notices().end()) data.set("done", notice->second);
  }

  template <typename Work>
  Response act(const Visit& visit, const std::string& what, Work work) {
    try {
      work(acting_administrator(visit));
      return go_to(std::string(kUsers) + "/" + id_of(visit) + "?done=" + what);
    } catch (const AccountError& error) {
      return refused(visit, what, error);
    }
  }

  Response refused(const Visit& visit, const std::string& form, const AccountError& error) {
    if (error.kind() == AccountError::Kind::not_found) throw error;
    return frame_.refused(visit, "admin_user", "A user", user_data(visit, form, &error), error);
  }

  [[nodiscard]] PageData user_data(const Visit& visit, const std::string& refused_form, const AccountError* error) {
    const std::string& id = id_of(visit);
    const User user = maintenance_.users().get(id);
    PageData data;
    data.set("id", id);
    data.set("email", user.email);
    data.set("name", user.name);
    data.set("state", state_text(user.state));
    data.set("is_admin", user.is_admin());
    data.set("is_confirmed", user.state != UserState::unverified);
    data.set("may_disable", user.state == UserState::active);
    data.set("may_enable", user.state == UserState::disabled);
    data.set("other_role", std::string(name_of(user.is_admin() ? Role::user : Role::admin)));
    data.set("facts",
             facts_of(user, maintenance_.user_data().kept_by(id), maintenance_.accounts().sessions().list(id).size(),
                      maintenance_.accounts().api_tokens().list(id).size()));
    const std::pair<const char*, std::vector<FormField>> forms[] = {
        {"quotas", quota_fields(user.quotas)}, {"export", request_fields()}, {"delete", request_fields()}};
    for (const auto& [name, fields] : forms) {
      const bool is_refused = error != nullptr && refused_form == name;
      PageData form;
      set_fields(form, name, fields, is_refused ? problem_of(*error) : FormProblem{});
      data.set(std::string(name) + "_form", form);
    }
    if (error != nullptr) data.set("problem", error->what());
    return data;
  }

  Maintenance& maintenance_;
  AdminFrame frame_;
};

}  // namespace

void add_users_pages(Routes& routes, Gate& gate, Maintenance& maintenance, const AdminFrame& frame) {
  const auto pages = std::make_shared<UsersPages>(maintenance, frame);
  const auto add = [&](const char* method, const char* path, auto answer) {
    add_admin_page(routes, gate,
                   {method, path, {}, {}, [pages, answer](const Visit& visit) { return ((*pages).*answer)(visit); }});
  };
  add("GET", kUsers, &UsersPages::list);
  add("GET", "/admin/users/{id}", &UsersPages::show);
  add("POST", "/admin/users/{id}/disable", &UsersPages::disable);
  add("POST", "/admin/users/{id}/enable", &UsersPages::enable);
  add("POST", "/admin/users/{id}/sessions", &UsersPages::end_sessions);
  add("POST", "/admin/users/{id}/role", &UsersPages::set_role);
  add("POST", "/admin/users/{id}/quotas", &UsersPages::set_quotas);
  add("POST", "/admin/users/{id}/reset", &UsersPages::start_reset);
  add("POST", "/admin/users/{id}/export", &UsersPages::export_data);
  add("POST", "/admin/users/{id}/delete", &UsersPages::remove);
}

}  // namespace digitnet::serve
