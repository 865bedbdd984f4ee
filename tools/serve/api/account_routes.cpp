#include "account_routes.hpp"

#include <nlohmann/json.hpp>

#include "account_error.hpp"
#include "attachment.hpp"
#include "json_body.hpp"
#include "json_route.hpp"
#include "user_json.hpp"

namespace digitnet::serve {
namespace {

using Json = nlohmann::ordered_json;
using Parts = AccountRoutesParts;

Json own_account(const Parts& parts, const Visit& visit) {
  return user_json(parts.accounts.administration().get(visit.user().id));
}

Response show(const Parts& parts, const Visit& visit) {
  return json_answer(200, own_account(parts, visit));
}

Response rename(const Parts& parts, const Visit& visit) {
  const std::string name = text_in(json_body(visit.request, {"name"}), "name");
  parts.accounts.own_account().rename(visit.user(), name, visit.origin);
  return json_answer(200, own_account(parts, visit));
}

// A program has no password to show, and a token must not be enough for what cannot be undone.
Response remove(const Parts& parts, const Visit& visit) {
  const std::string password = text_in(json_body(visit.request, {"current_password"}), "current_password");
  if (visit.visitor.caller) {
    throw AccountError(AccountError::Kind::forbidden, "", "An API token cannot delete the account. Log in to do that.");
  }
  parts.accounts.own_account().remove(visit.signed_in(), password, visit.origin);
  return no_content();
}

Response sessions(const Parts& parts, const Visit& visit) {
  const std::string own = visit.visitor.signed_in ? visit.signed_in().session.id : "";
  Json list = Json::array();
  for (const Session& session : parts.accounts.sessions().list(visit.user().id)) {
    list.push_back(session_json(session, session.id == own));
  }
  return json_answer(200, {{"sessions", std::move(list)}});
}

Response end_session(const Parts& parts, const Visit& visit) {
  parts.accounts.sessions().end(visit.user().id, id_of(visit), visit.origin);
  return no_content();
}

Response tokens(const Parts& parts, const Visit& visit) {
  Json list = Json::array();
  for (const ApiToken& token : parts.accounts.api_tokens().list(visit.user().id)) list.push_back(token_json(token));
  return json_answer(200, {{"tokens", std::move(list)}});
}

Response identities(const Parts& parts, const Visit& visit) {
  Json list = Json::array();
  for (const LinkedIdentity& linked : Identities(parts.accounts.context().database).of_user(visit.user().id)) {
    list.push_back(identity_json(linked));
  }
  return json_answer(200, {{"identities", std::move(list)}});
}

Response archive(const Parts& parts, const Visit& visit) {
  // It holds the pictures, too.
  if (visit.visitor.caller && !visit.visitor.caller->may(Scope::data)) {
    throw AccountError(AccountError::Kind::forbidden, "", "The API token lacks the scope 'data'.");
  }
  return attachment_answer(
      {"application/zip", "digitnet-account.zip", parts.archives.make_own(visit.user().id, visit.origin)});
}

}  // namespace

void add_account_routes(Routes& routes, Gate& gate, const AccountRoutesParts& parts) {
  const auto add = [&](const char* method, const char* path, auto answer, std::size_t most_body_bytes = 0) {
    add_json_route(routes, gate,
                   {method, path, Access::user, Scope::account,
                    [parts, answer](const Visit& visit) { return answer(parts, visit); }, most_body_bytes});
  };
  add("GET", "/api/v1/account", show);
  add("PATCH", "/api/v1/account", rename, kMostJson_bytes);
  add("DELETE", "/api/v1/account", remove, kMostJson_bytes);
  add("GET", "/api/v1/account/sessions", sessions);
  add("DELETE", "/api/v1/account/sessions/{id}", end_session, kMostJson_bytes);  // a form's token
  add("GET", "/api/v1/account/tokens", tokens);
  add("GET", "/api/v1/account/identities", identities);
  add("GET", "/api/v1/account/export", archive);
}

}  // namespace digitnet::serve
