#pragma once

#include <string>

#include "person_claims.hpp"
#include "provider.hpp"

namespace digitnet::serve {

/// Asks the userinfo endpoint of a provider (OpenID Connect Core 1.0, section 5.3) about the person of an ID token.
/// Throws SignInError `provider_down`, and `provider_wrong` when the answer is about somebody other than `subject`.
[[nodiscard]] PersonClaims ask_userinfo(const Provider& provider, const std::string& endpoint,
                                        const std::string& access_token, const std::string& subject);

}  // namespace digitnet::serve
