#pragma once

#include "account_hooks.hpp"
#include "database.hpp"

namespace digitnet::serve {

/// Exports which identities are linked to an account, with the account. The hook refers to `database`.
void export_identities_with_accounts(AccountHooks& hooks, Database& database);

}  // namespace digitnet::serve
