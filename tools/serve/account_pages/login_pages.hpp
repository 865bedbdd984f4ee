#pragma once

#include "account_frame.hpp"

namespace digitnet::serve {

/// Adds `/login`, `/logout`, `/forgot` and `/reset`. What they refer to outlives the routes.
void add_login_pages(Routes& routes, Gate& gate, Accounts& accounts, const AccountFrame& frame);

}  // namespace digitnet::serve
