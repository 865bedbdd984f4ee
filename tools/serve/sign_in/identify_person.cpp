#include "identify_person.hpp"

#include "digitnet/error.hpp"
#include "id_token.hpp"
#include "provider_problems.hpp"
#include "signed_token.hpp"
#include "token_exchange.hpp"
#include "userinfo.hpp"

namespace digitnet::serve {
namespace {

PersonClaims read_id_token(const Provider& provider, ProviderDocuments& documents, const std::string& text,
                           IdTokenExpectation expectation) {
  try {
    const SignedToken token = parse_signed_token(text);
    return check_id_token(token, documents.keys_for(token), expectation);
  } catch (const FormatError& error) {
    throw provider_is_wrong(provider.label, provider.id + ": " + error.what());
  }
}

bool tells_all(const PersonClaims& claims) {
  return !claims.email.empty() && claims.email_verified.has_value();
}

}  // namespace

ProviderIdentity identify_person(const Provider& provider, ProviderDocuments& documents, const CodeGrant& grant,
                                 const Clock& clock) {
  const ProviderMetadata metadata = documents.metadata();
  const TokenAnswer tokens = exchange_code(provider, {.token_endpoint = metadata.token_endpoint,
                                                      .code = grant.code,
                                                      .redirect_uri = grant.redirect_uri,
                                                      .code_verifier = grant.secrets.code_verifier});
  PersonClaims claims = read_id_token(provider, documents, tokens.id_token,
                                      {.issuer = provider.issuer,
                                       .client_id = provider.client_id,
                                       .nonce = provider.nonce ? grant.secrets.nonce : std::string(),
                                       .access_token = tokens.access_token,
                                       .started = grant.started,
                                       .now = clock()});
  if (!tells_all(claims) && !metadata.userinfo_endpoint.empty()) {
    claims = ask_userinfo(provider, metadata.userinfo_endpoint, tokens.access_token, claims.subject);
  }
  return {.provider = provider.id,
          .issuer = provider.issuer,
          .subject = claims.subject,
          .email = claims.email,
          .email_verified = !claims.email.empty() && claims.email_verified.value_or(false),
          .name = claims.name};
}

}  // namespace digitnet::serve
