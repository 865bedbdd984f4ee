#pragma once

#include "account_frame.hpp"

namespace digitnet::serve {

/// Adds `/account` and what is done there: name, address, password, providers, sessions, API tokens, deletion. What
/// they refer to outlives the routes.
void add_own_account_pages(Routes& routes, Gate& gate, Accounts& accounts, const AccountFrame& frame);

}  // namespace digitnet::serve
