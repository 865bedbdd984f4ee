#include "user_json.hpp"

#include <nlohmann/json.hpp>

#include "iso_time.hpp"
#include "optional_json.hpp"

namespace digitnet::serve {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

Json user_json(const User& user) {
  return {{"id", user.id},
          {"name", user.name},
          {"email", user.email},
          {"role", name_of(user.role)},
          {"state", name_of(user.state)},
          {"has_password", user.has_password},
          {"quotas",
           {{"images", number_json(user.quotas.images)},
            {"image_bytes", number_json(user.quotas.image_bytes)},
            {"training_seconds_per_day", number_json(user.quotas.training_seconds_per_day)}}},
          {"created_at", iso_time(user.created_at)},
          {"last_login_at", time_json(user.last_login_at)}};
}

Json session_json(const Session& session, bool is_this) {
  return {{"id", session.id},
          {"address", session.address},
          {"user_agent", session.user_agent},
          {"created_at", iso_time(session.created_at)},
          {"last_seen_at", iso_time(session.last_seen_at)},
          {"is_this", is_this}};
}

Json token_json(const ApiToken& token) {
  Json scopes = Json::array();
  for (const Scope scope : token.scopes) scopes.push_back(name_of(scope));
  return {{"id", token.id},
          {"name", token.name},
          {"start", token.start},
          {"scopes", std::move(scopes)},
          {"created_at", iso_time(token.created_at)},
          {"expires_at", iso_time(token.expires_at)},
          {"last_used_at", time_json(token.last_used_at)}};
}

Json identity_json(const LinkedIdentity& linked) {
  return {{"id", linked.id},
          {"provider", linked.identity.provider},
          {"email", linked.identity.email},
          {"linked_at", iso_time(linked.linked_at)},
          {"used_at", time_json(linked.used_at)}};
}

}  // namespace digitnet::serve
