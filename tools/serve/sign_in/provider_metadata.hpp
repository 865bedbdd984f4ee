#pragma once

#include <string>
#include <string_view>

namespace digitnet::serve {

/// What a provider says of itself (OpenID Connect Discovery 1.0, section 3).
struct ProviderMetadata {
  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string jwks_uri;
  std::string userinfo_endpoint = {};  ///< empty: it has none
  bool sends_issuer = false;           ///< callbacks carry `iss` (RFC 9207)
};

/// Where that stands.
[[nodiscard]] std::string metadata_url(std::string_view issuer);

/// Throws FormatError when it is not the metadata of exactly this issuer, or an endpoint is missing or no
/// is_endpoint_url().
[[nodiscard]] ProviderMetadata parse_provider_metadata(std::string_view text, const std::string& issuer);

}  // namespace digitnet::serve
