#include "id_token.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base64.hpp"
#include "digitnet/error.hpp"

namespace digitnet::serve {
namespace {

using Seconds = std::chrono::duration<double>;

double seconds_of(Time time) {
  return Seconds(time.time_since_epoch()).count();
}

void check_signature(const SignedToken& token, const std::vector<VerificationKey>& keys) {
  for (const VerificationKey& key : keys) {
    if (key.fits(token) && key.verifies(token)) return;
  }
  throw FormatError("the ID token: expected a signature by one of the provider's keys, found none");
}

void check_issuer(ObjectReader& claims, const std::string& issuer) {
  if (claims.string("iss") != issuer) claims.fail("iss", issuer);
}

void check_audience(ObjectReader& claims, const std::string& client_id) {
  const ParsedJson& audience = claims.member("aud");
  const bool is_list = audience.is_array();
  const bool is_named =
      is_list ? std::find(audience.begin(), audience.end(), client_id) != audience.end() : audience == client_id;
  if (!is_named) claims.fail("aud", "this client's id");
  const bool is_one_of_several = is_list && audience.size() > 1;
  if (!is_one_of_several && !claims.has("azp")) return;
  if (claims.member("azp") != client_id) claims.fail("azp", "this client's id");
}

double moment(ObjectReader& claims, const char* key) {
  const ParsedJson& value = claims.member(key);
  if (!value.is_number()) claims.fail(key, "a number of seconds");
  return value.get<double>();
}

void check_times(ObjectReader& claims, const IdTokenExpectation& expectation) {
  const double skew = Seconds(kMostClockSkew).count();
  const double now = seconds_of(expectation.now);
  if (moment(claims, "exp") + skew <= now) claims.fail("exp", fmt::format("later than {:.0f}", now - skew));
  const double issued = moment(claims, "iat");
  const double earliest = seconds_of(expectation.started) - skew;
  if (issued > now + skew || issued < earliest) {
    claims.fail("iat", fmt::format("from {:.0f} to {:.0f}", earliest, now + skew));
  }
  if (!claims.has("nbf")) return;
  if (moment(claims, "nbf") > now + skew) claims.fail("nbf", fmt::format("no later than {:.0f}", now + skew));
}

// In time that does not depend on where they differ. The token's value is not shown: it may be another person's.
void check_nonce(ObjectReader& claims, const std::string& nonce) {
  if (nonce.empty()) return;
  const std::string found = claims.has("nonce") ? claims.string("nonce") : std::string();
  if (found.size() == nonce.size() && sodium_memcmp(found.data(), nonce.data(), nonce.size()) == 0) return;
  throw FormatError("the ID token: expected the nonce that was sent, found another or none");
}

// Section 3.1.3.6: the left half of the access token's SHA-256 sum.
void check_access_token_hash(ObjectReader& claims, const std::string& access_token) {
  if (!claims.has("at_hash")) return;
  std::array<unsigned char, crypto_hash_sha256_BYTES> sum{};
  crypto_hash_sha256(sum.data(), reinterpret_cast<const unsigned char*>(access_token.data()), access_token.size());
  const std::string expected = encode_base64url({reinterpret_cast<const char*>(sum.data()), sum.size() / 2});
  if (claims.member("at_hash") != expected) throw FormatError("the ID token: at_hash is that of another access token");
}

}  // namespace

PersonClaims check_id_token(const SignedToken& token, const std::vector<VerificationKey>& keys,
                            const IdTokenExpectation& expectation) {
  check_signature(token, keys);
  const std::string name = "the ID token";
  const ParsedJson json = parse_strict_json(token.claims, name, "the claims");
  ObjectReader claims(json, name, "");
  check_issuer(claims, expectation.issuer);
  check_audience(claims, expectation.client_id);
  check_times(claims, expectation);
  check_nonce(claims, expectation.nonce);
  check_access_token_hash(claims, expectation.access_token);
  return read_person_claims(claims);
}

}  // namespace digitnet::serve
