#pragma once

#include "account_archives.hpp"
#include "gate.hpp"

namespace digitnet::serve {

/// What the routes of one's own account work with.
struct AccountRoutesParts {
  Accounts& accounts;
  AccountArchives& archives;
};

/// Adds what lies under `/api/v1/account`, for the scope `account`: reading, renaming, ending sessions, a copy of
/// everything. Password, address, tokens and providers are changed by who is logged in alone, on the page, and the
/// account is deleted with its password. What they refer to outlives the routes.
void add_account_routes(Routes& routes, Gate& gate, const AccountRoutesParts& parts);

}  // namespace digitnet::serve
