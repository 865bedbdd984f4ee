#pragma once

#include "account_frame.hpp"

namespace digitnet::serve {

/// Adds `/auth/{provider}` and what follows at and after the provider, and `/account/identities`. What they refer to
/// outlives the routes.
void add_sign_in_pages(Routes& routes, Gate& gate, Accounts& accounts, SignIn& sign_in, const AccountFrame& frame);

}  // namespace digitnet::serve
