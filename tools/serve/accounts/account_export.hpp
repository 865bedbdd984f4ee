#pragma once

#include <string>

#include "account_context.hpp"

namespace digitnet::serve {

/// All that the server holds about a user: `account.json` (the user, sessions, API tokens, what the audit log says of
/// them; no hash, no token), then what the hooks give. Throws AccountError (not found).
void export_account(AccountContext& context, const std::string& user_id, const ExportSink& sink);

}  // namespace digitnet::serve
