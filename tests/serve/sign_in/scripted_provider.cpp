#include "serve/sign_in/scripted_provider.hpp"

namespace digitnet::test {

using nlohmann::json;

ScriptedProvider::ScriptedProvider()
    : key_set(key.key_set()), server_([this](const std::string& request) { return answer(request); }) {
  metadata = {{"issuer", server_.url()},
              {"authorization_endpoint", server_.url("/authorize")},
              {"token_endpoint", server_.url("/token")},
              {"jwks_uri", server_.url("/keys")},
              {"userinfo_endpoint", server_.url("/userinfo")}};
}

serve::Provider ScriptedProvider::record() const {
  return {.id = "example",
          .label = "Example",
          .issuer = server_.url(),
          .client_id = "digit:net",
          .client_secret = "a+b c",
          .pkce = true,
          .nonce = true,
          .token_auth = serve::TokenAuth::basic};
}

json ScriptedProvider::claims(std::int64_t now_s) const {
  return {{"iss", server_.url()}, {"aud", "digit:net"},         {"sub", "person-1"},      {"iat", now_s},
          {"exp", now_s + 300},   {"email", "ada@example.org"}, {"email_verified", true}, {"name", "Ada"}};
}

std::string ScriptedProvider::answer(const std::string& request) const {
  if (is_down) return http_answer("", "503 Service Unavailable");
  if (request.starts_with("GET /.well-known/openid-configuration ")) return http_answer(metadata.dump());
  if (request.starts_with("GET /keys ")) return http_answer(key_set);
  if (request.starts_with("GET /userinfo ") && !userinfo.empty()) return http_answer(userinfo);
  if (!request.starts_with("POST /token ")) return http_answer("", "404 Not Found");
  if (token_status != "200 OK")
    return http_answer(R"({"error": "invalid_client", "error_description": "<b>no</b>"})", token_status);
  return http_answer(
      json{{"access_token", "the-access-token"}, {"token_type", "Bearer"}, {"id_token", id_token_}}.dump());
}

}  // namespace digitnet::test
