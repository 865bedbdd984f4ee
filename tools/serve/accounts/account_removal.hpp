#pragma once

#include <string>

#include "account_context.hpp"
#include "audit_log.hpp"
#include "user.hpp"

namespace digitnet::serve {

/// Throws AccountError (forbidden) when without this user no active administrator would be left.
void keep_an_administrator(Transaction& transaction, const User& user);

/// Deletes a user with all rows and, by the hooks, all else that belongs to them, notes `entry` in the audit log, and
/// sends a last mail. Throws AccountError: not found; forbidden for the last active administrator.
void remove_account(AccountContext& context, const std::string& user_id, const AuditEntry& entry);

}  // namespace digitnet::serve
