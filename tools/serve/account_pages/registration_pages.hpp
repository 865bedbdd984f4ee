#pragma once

#include "account_frame.hpp"

namespace digitnet::serve {

/// Adds `/register` and `/confirm`: an account is made, and its address confirmed. What they refer to outlives the
/// routes.
void add_registration_pages(Routes& routes, Gate& gate, Accounts& accounts, const AccountFrame& frame);

}  // namespace digitnet::serve
