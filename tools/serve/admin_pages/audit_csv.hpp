#pragma once

#include <string>

#include "audit_log.hpp"

namespace digitnet::serve {

/// The line that names the columns.
[[nodiscard]] std::string audit_csv_head();

/// An entry as a line of CSV (RFC 4180). What a spreadsheet would take for a formula is kept from being one.
[[nodiscard]] std::string audit_csv_line(const AuditRow& row);

}  // namespace digitnet::serve
