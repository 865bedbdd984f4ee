#include "account_export.hpp"

#include <nlohmann/json.hpp>

#include "api_tokens.hpp"
#include "audit_log.hpp"
#include "iso_time.hpp"
#include "sessions.hpp"
#include "users.hpp"

namespace digitnet::serve {
namespace {

using nlohmann::ordered_json;

ordered_json json_of(std::optional<Time> time) {
  if (!time) return nullptr;
  return iso_time(*time);
}

template <typename Number>
ordered_json json_of_number(const std::optional<Number>& number) {
  return number ? ordered_json(*number) : ordered_json(nullptr);
}

ordered_json json_of(const User& user) {
  return {{"id", user.id},
          {"name", user.name},
          {"email", user.email},
          {"role", name_of(user.role)},
          {"state", name_of(user.state)},
          {"has_password", user.has_password},
          {"quotas",
           {{"images", json_of_number(user.quotas.images)},
            {"image_bytes", json_of_number(user.quotas.image_bytes)},
            {"training_seconds_per_day", json_of_number(user.quotas.training_seconds_per_day)}}},
          {"created_at", json_of(user.created_at)},
          {"last_login_at", json_of(user.last_login_at)}};
}

ordered_json json_of(const Session& session) {
  return {{"created_at", json_of(session.created_at)},
          {"last_seen_at", json_of(session.last_seen_at)},
          {"address", session.address},
          {"user_agent", session.user_agent}};
}

ordered_json json_of(const ApiToken& token) {
  ordered_json scopes = ordered_json::array();
  for (const Scope scope : token.scopes) scopes.push_back(name_of(scope));
  return {{"name", token.name},
          {"start", token.start},
          {"scopes", std::move(scopes)},
          {"created_at", json_of(token.created_at)},
          {"expires_at", json_of(token.expires_at)},
          {"last_used_at", json_of(token.last_used_at)}};
}

ordered_json json_of(const AuditRow& row) {
  return {{"at", json_of(row.at)},
          {"action", row.entry.action},
          {"detail", row.entry.detail},
          {"address", row.entry.origin.address}};
}

template <typename Rows>
ordered_json json_of_all(const Rows& rows) {
  ordered_json list = ordered_json::array();
  for (const auto& row : rows) list.push_back(json_of(row));
  return list;
}

ordered_json audit_of(AccountContext& context, const std::string& user_id) {
  ordered_json list = ordered_json::array();
  PageRequest request{0, 200};
  for (bool has_more = true; has_more; request.offset += request.limit) {
    const auto page = context.database.read([&](Transaction& transaction) {
      return AuditLog(transaction).search({user_id, "", std::nullopt, std::nullopt}, request);
    });
    for (const AuditRow& row : page.rows) {
      ordered_json entry = json_of(row);
      // Where an administrator sat is nothing about this user.
      if (row.entry.actor != user_id && !row.entry.actor.empty()) entry.erase("address");
      list.push_back(std::move(entry));
    }
    has_more = page.has_more;
  }
  return list;
}

}  // namespace

void export_account(AccountContext& context, const std::string& user_id, const ExportSink& sink) {
  const User user = context.database.read([&](Transaction& transaction) { return Users(transaction).get(user_id); });
  const ordered_json account = {{"user", json_of(user)},
                                {"sessions", json_of_all(Sessions(context).list(user_id))},
                                {"api_tokens", json_of_all(ApiTokens(context).list(user_id))},
                                {"audit_log", audit_of(context, user_id)}};
  sink("account.json", account.dump(2) + "\n");
  for (const auto& hook : context.hooks.exports) hook(user_id, sink);
}

}  // namespace digitnet::serve
