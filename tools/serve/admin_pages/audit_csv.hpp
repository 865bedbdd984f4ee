#pragma once

#include <cstdint>
#include <string>

#include "accounts.hpp"
#include "audit_log.hpp"

namespace digitnet::serve {

inline constexpr std::int64_t kMostInAuditCsv = 100'000;

/// What is found in the audit log, as CSV (RFC 4180), the latest first: all of one moment, so that no entry is there
/// twice or missed. Where there are more than `most`, the last line says so. What a spreadsheet would take for a
/// formula is kept from being one.
[[nodiscard]] std::string audit_csv(Accounts& accounts, const AuditSearch& search, std::int64_t most = kMostInAuditCsv);

}  // namespace digitnet::serve
