#pragma once

#include <string>

#include "accounts.hpp"
#include "audit_log.hpp"

namespace digitnet::serve {

/// What a query asks the audit log for: `user`, an id or an address; `action`; `since` and `before`, a date or time
/// such as 2026-11-26 or 2026-11-26T09:40:00Z. An empty value asks for nothing. Throws AccountError (invalid, with the
/// field), and FormatError.
[[nodiscard]] AuditSearch audit_search(Accounts& accounts, const std::string& query);

}  // namespace digitnet::serve
