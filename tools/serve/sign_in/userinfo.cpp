#include "userinfo.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "digitnet/error.hpp"
#include "provider_call.hpp"
#include "provider_problems.hpp"

namespace digitnet::serve {
namespace {

PersonClaims read_userinfo(const std::string& body, const std::string& name, const std::string& subject) {
  const ParsedJson json = parse_strict_json(body, name, "the answer");
  ObjectReader object(json, name, "");
  PersonClaims claims = read_person_claims(object);
  if (claims.subject == subject) return claims;
  throw FormatError(fmt::format("{}: sub is not that of the ID token", name));
}

}  // namespace

PersonClaims ask_userinfo(const Provider& provider, const std::string& endpoint, const std::string& access_token,
                          const std::string& subject) {
  // It becomes part of a field of the head.
  const bool is_plain = std::ranges::all_of(access_token, [](char c) { return c > ' ' && c < 0x7f; });
  if (!is_plain) throw provider_is_wrong(provider.label, "the access token: expected printable ASCII characters");
  const ProviderAnswer answer =
      call_provider({.label = provider.label, .url = endpoint, .fields = {"Authorization: Bearer " + access_token}});
  if (answer.status != 200) {
    throw provider_is_wrong(provider.label, fmt::format("{}: expected status 200, found {}", endpoint, answer.status));
  }
  try {
    return read_userinfo(answer.body, endpoint, subject);
  } catch (const FormatError& error) {
    throw provider_is_wrong(provider.label, error.what());
  }
}

}  // namespace digitnet::serve
