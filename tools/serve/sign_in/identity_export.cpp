#include "identity_export.hpp"

#include <nlohmann/json.hpp>

#include "identities.hpp"
#include "iso_time.hpp"

namespace digitnet::serve {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const LinkedIdentity& linked) {
  return {{"provider", linked.identity.provider},
          {"issuer", linked.identity.issuer},
          {"subject", linked.identity.subject},
          {"email", linked.identity.email},
          {"email_verified", linked.identity.email_verified},
          {"linked_at", iso_time(linked.linked_at)},
          {"used_at", linked.used_at ? Json(iso_time(*linked.used_at)) : Json()}};
}

}  // namespace

void export_identities_with_accounts(AccountHooks& hooks, Database& database) {
  hooks.exports.emplace_back([&database](const std::string& user_id, const ExportSink& sink) {
    Json list = Json::array();
    for (const LinkedIdentity& linked : Identities(database).of_user(user_id)) list.push_back(json_of(linked));
    sink("identities.json", list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  });
}

}  // namespace digitnet::serve
