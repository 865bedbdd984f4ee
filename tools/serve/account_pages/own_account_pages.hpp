#pragma once

#include "account_archives.hpp"
#include "account_frame.hpp"

namespace digitnet::serve {

/// What the pages of one's own account work with.
struct OwnAccountParts {
  Accounts& accounts;
  AccountArchives& archives;
};

/// Adds `/account` and what is done there: name, address, password, providers, sessions, API tokens, deletion. What
/// they refer to outlives the routes.
void add_own_account_pages(Routes& routes, Gate& gate, const OwnAccountParts& parts, const AccountFrame& frame);

}  // namespace digitnet::serve
