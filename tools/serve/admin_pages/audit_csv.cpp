#include "audit_csv.hpp"

#include <initializer_list>

#include "csv.hpp"
#include "iso_time.hpp"

namespace digitnet::serve {
namespace {

std::string line_of(std::initializer_list<std::string> texts) {
  std::string line;
  for (const std::string& text : texts) line += cli::csv_text_field(text) + ',';
  line.back() = '\r';
  return line + '\n';
}

}  // namespace

std::string audit_csv_head() {
  return line_of(
      {"time", "actor", "actor_email", "action", "subject", "subject_email", "detail", "address", "request"});
}

std::string audit_csv_line(const AuditRow& row) {
  const AuditEntry& entry = row.entry;
  return line_of({iso_time(row.at), entry.actor, row.actor_email, entry.action, entry.subject, row.subject_email,
                  entry.detail, entry.origin.address, entry.origin.request_id});
}

}  // namespace digitnet::serve
