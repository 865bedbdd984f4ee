#pragma once

#include <string>

namespace digitnet::serve {

/// How a provider wants to be told the client's secret when a code is exchanged (OpenID Connect Core 1.0, section 9).
enum class TokenAuth {
  basic,  ///< `client_secret_basic`: in the field Authorization
  post,   ///< `client_secret_post`: in the body
};

/// Someone at whom people have an account already, and may show it here to sign in: an OpenID Connect provider.
struct Provider {
  std::string id = {};     ///< stands in paths, `/auth/<id>/callback`: 1 to 32 of `a-z 0-9 -`
  std::string label = {};  ///< for people, such as `Google`
  std::string issuer = {};
  std::string client_id = {};
  std::string client_secret = {};
  std::string scopes = "openid email profile";
  bool pkce = true;   ///< takes a code challenge (RFC 7636)
  bool nonce = true;  ///< gives the nonce back in the ID token
  TokenAuth token_auth = TokenAuth::basic;
};

}  // namespace digitnet::serve
