#include "audit_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "csv.hpp"
#include "iso_time.hpp"

namespace digitnet::serve {
namespace {

constexpr std::int64_t kAtOnce = 200;

std::string line_of(std::initializer_list<std::string> texts) {
  std::string line;
  for (const std::string& text : texts) line += cli::csv_text_field(text) + ',';
  line.back() = '\r';
  return line + '\n';
}

std::string line_of(const AuditRow& row) {
  const AuditEntry& entry = row.entry;
  return line_of({iso_time(row.at), entry.actor, row.actor_email, entry.action, entry.subject, row.subject_email,
                  entry.detail, entry.origin.address, entry.origin.request_id});
}

std::string cut_line(std::int64_t most) {
  const std::string detail =
      fmt::format("Only the latest {} entries are in this file; for those before them choose an earlier end.", most);
  return line_of({"", "", "", "", "", "", detail, "", ""});
}

}  // namespace

std::string audit_csv(Accounts& accounts, const AuditSearch& search, std::int64_t most) {
  return accounts.context().database.read([&](Transaction& transaction) {
    std::string text =
        line_of({"time", "actor", "actor_email", "action", "subject", "subject_email", "detail", "address", "request"});
    AuditLog log(transaction);
    PageRequest part{0, std::min(kAtOnce, most)};
    bool has_more = true;
    for (; has_more && part.offset < most; part.offset += part.limit) {
      const Page<AuditRow> page = log.search(search, part);
      for (const AuditRow& row : page.rows) text += line_of(row);
      has_more = page.has_more;
    }
    return has_more ? text + cut_line(most) : text;
  });
}

}  // namespace digitnet::serve
