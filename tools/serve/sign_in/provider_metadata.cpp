#include "provider_metadata.hpp"

#include "formats/strict_json.hpp"
#include "provider_url.hpp"

namespace digitnet::serve {
namespace {

std::string endpoint(ObjectReader& object, const char* key, std::string_view issuer) {
  std::string url = object.string(key);
  if (!is_endpoint_url(url, issuer)) object.fail(key, "an https URL");
  return url;
}

}  // namespace

std::string metadata_url(std::string_view issuer) {
  if (issuer.ends_with('/')) issuer.remove_suffix(1);
  return std::string(issuer) + "/.well-known/openid-configuration";
}

ProviderMetadata parse_provider_metadata(std::string_view text, const std::string& issuer) {
  const std::string name = metadata_url(issuer);
  const ParsedJson json = parse_strict_json(text, name, "the provider's metadata");
  ObjectReader object(json, name, "");
  if (object.string("issuer") != issuer) object.fail("issuer", issuer);
  ProviderMetadata metadata{.authorization_endpoint = endpoint(object, "authorization_endpoint", issuer),
                            .token_endpoint = endpoint(object, "token_endpoint", issuer),
                            .jwks_uri = endpoint(object, "jwks_uri", issuer)};
  if (object.has("userinfo_endpoint")) metadata.userinfo_endpoint = endpoint(object, "userinfo_endpoint", issuer);
  constexpr auto kSendsIssuer = "authorization_response_iss_parameter_supported";
  metadata.sends_issuer = object.has(kSendsIssuer) && object.boolean(kSendsIssuer);
  return metadata;
}

}  // namespace digitnet::serve
