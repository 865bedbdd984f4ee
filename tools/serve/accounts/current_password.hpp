#pragma once

#include <string_view>

#include "account_context.hpp"
#include "request_origin.hpp"
#include "sessions.hpp"

namespace digitnet::serve {

/// The password of who is signed in, before something sensitive; of a user who has none, that they signed in just now.
/// Throws AccountError: wrong credentials (field `current_password`), too many, busy, reauthenticate.
void check_current_password(AccountContext& context, const SignedIn& who, std::string_view password,
                            const RequestOrigin& origin);

}  // namespace digitnet::serve
