#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "clock.hpp"
#include "key_set.hpp"
#include "person_claims.hpp"
#include "signed_token.hpp"

namespace digitnet::serve {

/// How far the clocks of a provider and of this server may differ.
inline constexpr std::chrono::seconds kMostClockSkew{60};

/// What must stand in an ID token.
struct IdTokenExpectation {
  std::string issuer;
  std::string client_id;
  std::string nonce = {};         ///< empty: none was sent
  std::string access_token = {};  ///< that came with it
  Time started;                   ///< when the person was sent to the provider: no earlier was it issued
  Time now;
};

/// Checks an ID token (OpenID Connect Core 1.0, section 3.1.3.7): the signature by one of `keys`, and the claims iss,
/// aud, azp, exp, iat, nbf, nonce and at_hash. Throws FormatError that names the first that is wrong.
[[nodiscard]] PersonClaims check_id_token(const SignedToken& token, const std::vector<VerificationKey>& keys,
                                          const IdTokenExpectation& expectation);

}  // namespace digitnet::serve
