#include "admin_users_routes.hpp"

#include <nlohmann/json.hpp>

#include "account_error.hpp"
#include "acting_administrator.hpp"
#include "admin_json.hpp"
#include "attachment.hpp"
#include "json_body.hpp"
#include "json_route.hpp"
#include "page_query.hpp"
#include "urlencoded.hpp"
#include "user_json.hpp"

namespace digitnet::serve {
namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void refuse(const std::string& field, const std::string& sentence) {
  throw AccountError(AccountError::Kind::invalid, field, sentence);
}

Response list(Maintenance& maintenance, const Visit& visit) {
  const std::string& query = visit.request.query;
  const PageRequest asked = page_of_whole_query(query, {"search", "role", "state"});
  const Page<User> page = maintenance.users().search(user_search(query), asked);
  Json list = Json::array();
  for (const User& user : page.rows) list.push_back(user_json(user));
  return json_answer(200, {{"users", std::move(list)}, {"has_more", page.has_more}});
}

Json whole_user(Maintenance& maintenance, const std::string& id) {
  Json json = user_json(maintenance.users().get(id));
  json["kept"] = kept_json(maintenance.user_data().kept_by(id));
  json["sessions"] = maintenance.accounts().sessions().list(id).size();
  json["tokens"] = maintenance.accounts().api_tokens().list(id).size();
  return json;
}

Response get(Maintenance& maintenance, const Visit& visit) {
  return json_answer(200, whole_user(maintenance, id_of(visit)));
}

Response set_state(Maintenance& maintenance, const Visit& visit) {
  const std::string state = text_in(json_body(visit.request, {"state"}), "state");
  if (state == "active") {
    maintenance.users().enable(acting_administrator(visit), id_of(visit));
  } else if (state == "disabled") {
    maintenance.users().disable(acting_administrator(visit), id_of(visit));
  } else {
    refuse("state", "state: expected active or disabled.");
  }
  return get(maintenance, visit);
}

Response set_role(Maintenance& maintenance, const Visit& visit) {
  const auto role = role_named(text_in(json_body(visit.request, {"role"}), "role"));
  if (!role) refuse("role", "role: expected user or admin.");
  maintenance.users().set_role(acting_administrator(visit), id_of(visit), *role);
  return get(maintenance, visit);
}

std::optional<std::int64_t> quota_in(const nlohmann::json& body, const char* field) {
  const nlohmann::json& value = body[field];
  if (value.is_null()) return std::nullopt;
  const auto* number = value.get_ptr<const std::int64_t*>();
  if (number == nullptr) refuse(field, std::string(field) + ": expected a whole number, or null for the usual.");
  return *number;
}

Response set_quotas(Maintenance& maintenance, const Visit& visit) {
  const auto body = json_body(visit.request, {"images", "image_bytes", "training_seconds_per_day"});
  maintenance.users().set_quotas(
      acting_administrator(visit), id_of(visit),
      {quota_in(body, "images"), quota_in(body, "image_bytes"), quota_in(body, "training_seconds_per_day")});
  return get(maintenance, visit);
}

Response end_sessions(Maintenance& maintenance, const Visit& visit) {
  maintenance.users().end_sessions(acting_administrator(visit), id_of(visit));
  return no_content();
}

Response start_reset(Maintenance& maintenance, const Visit& visit) {
  maintenance.users().start_reset(acting_administrator(visit), id_of(visit));
  return no_content();
}

/// A request about a user's data, whose texts live in `body`.
DataRequest data_request(const nlohmann::json& body) {
  for (const char* field : {"email", "reason"}) (void)text_in(body, field);
  return {body["email"].get_ref<const std::string&>(), body["reason"].get_ref<const std::string&>()};
}

Response export_data(Maintenance& maintenance, const Visit& visit) {
  const auto body = json_body(visit.request, {"email", "reason"});
  return attachment_answer(
      {"application/zip", "digitnet-account.zip",
       maintenance.user_data().export_for(acting_administrator(visit), id_of(visit), data_request(body))});
}

Response remove(Maintenance& maintenance, const Visit& visit) {
  const auto body = json_body(visit.request, {"email", "reason"});
  maintenance.user_data().remove(acting_administrator(visit), id_of(visit), data_request(body));
  return no_content();
}

}  // namespace

UserSearch user_search(const std::string& query) {
  UserSearch search{query_value(query, "search"), {}, {}};
  if (const std::string role = query_value(query, "role"); !role.empty()) {
    search.role = role_named(role);
    if (!search.role) refuse("role", "role: expected user or admin.");
  }
  if (const std::string state = query_value(query, "state"); !state.empty()) {
    search.state = user_state_named(state);
    if (!search.state) refuse("state", "state: expected active, unverified or disabled.");
  }
  return search;
}

void add_admin_users_routes(const AddAdminRoute& add) {
  add("GET", "/api/v1/admin/users", list, 0);
  add("GET", "/api/v1/admin/users/{id}", get, 0);
  add("DELETE", "/api/v1/admin/users/{id}", remove, kMostJson_bytes);
  add("PUT", "/api/v1/admin/users/{id}/state", set_state, kMostJson_bytes);
  add("PUT", "/api/v1/admin/users/{id}/role", set_role, kMostJson_bytes);
  add("PUT", "/api/v1/admin/users/{id}/quotas", set_quotas, kMostJson_bytes);
  add("DELETE", "/api/v1/admin/users/{id}/sessions", end_sessions, kMostJson_bytes);
  add("POST", "/api/v1/admin/users/{id}/reset", start_reset, kMostJson_bytes);
  add("POST", "/api/v1/admin/users/{id}/export", export_data, kMostJson_bytes);
}

}  // namespace digitnet::serve
