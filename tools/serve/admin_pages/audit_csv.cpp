#include "audit_csv.hpp"

#include <initializer_list>

#include "iso_time.hpp"

namespace digitnet::serve {
namespace {

std::string cell(const std::string& text) {
  std::string quoted = "\"";
  if (!text.empty() && std::string("=+-@\t\r").find(text.front()) != std::string::npos) quoted += '\'';
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string line_of(std::initializer_list<std::string> texts) {
  std::string line;
  for (const std::string& text : texts) line += (line.empty() ? "" : ",") + cell(text);
  return line + "\r\n";
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
