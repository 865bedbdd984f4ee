#include "authorization_url.hpp"

#include "form_encoding.hpp"

namespace digitnet::serve {

std::string redirect_uri(const std::string& public_url, const std::string& provider_id) {
  const std::size_t end = public_url.find_last_not_of('/');
  return public_url.substr(0, end + 1) + "/auth/" + provider_id + "/callback";
}

std::string authorization_url(const Provider& provider, const AuthorizationRequest& request) {
  FormFields fields{{"response_type", "code"},
                    {"client_id", provider.client_id},
                    {"redirect_uri", request.redirect_uri},
                    {"scope", provider.scopes},
                    {"state", request.state}};
  if (provider.nonce) fields.emplace_back("nonce", request.secrets.nonce);
  if (provider.pkce) {
    fields.emplace_back("code_challenge", code_challenge(request.secrets.code_verifier));
    fields.emplace_back("code_challenge_method", "S256");
  }
  const bool has_query = request.endpoint.find('?') != std::string::npos;
  return request.endpoint + (has_query ? '&' : '?') + encode_form(fields);
}

}  // namespace digitnet::serve
