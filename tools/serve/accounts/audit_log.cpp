#include "audit_log.hpp"

#include <chrono>
#include <nlohmann/json.hpp>
#include <vector>

#include "iso_time.hpp"
#include "paged_query.hpp"
#include "random_id.hpp"
#include "shortened.hpp"
#include "user_fields.hpp"
#include "utf8.hpp"

namespace digitnet::serve {
namespace {

constexpr std::chrono::days kKept{365};
constexpr std::chrono::minutes kOnce{1};

// A reason may be written in any language.
std::string kept_detail(const std::string& detail) {
  return is_plain_line(detail) ? detail : shortened(detail);
}

std::string log_line(const AuditEntry& entry, Time now) {
  const nlohmann::ordered_json json = {{"time", iso_time(now)},
                                       {"audit", entry.action},
                                       {"actor", entry.actor},
                                       {"subject", shortened(entry.subject)},
                                       {"detail", kept_detail(entry.detail)},
                                       {"client", shortened(entry.origin.address)},
                                       {"request", shortened(entry.origin.request_id)}};
  return json.dump();
}

AuditRow audit_row_of(const DatabaseRow& row) {
  AuditRow entry{row.text(0), row.time(1), {row.text(2), row.text(3), row.text(4), row.text(5), {}}, {}, {}};
  entry.entry.origin.address = row.text(6);
  entry.entry.origin.request_id = row.text(7);
  entry.actor_email = row.maybe_text(8).value_or("");
  entry.subject_email = row.maybe_text(9).value_or("");
  return entry;
}

}  // namespace

void AuditLog::record(const AuditEntry& entry, Time now) {
  transaction_.change(
      "INSERT INTO audit_entry (id, made_at, actor, action, subject, detail, address, request_id) "
      "VALUES (:id, :at, :actor, :action, :subject, :detail, :address, :request)",
      {random_id(), value_of(now), shortened(entry.actor), shortened(entry.action), shortened(entry.subject),
       kept_detail(entry.detail), shortened(entry.origin.address), shortened(entry.origin.request_id)});
  transaction_.announce(log_line(entry, now));
}

void AuditLog::record_once(const AuditEntry& entry, Time now) {
  const auto same = transaction_.row(
      "SELECT id FROM audit_entry WHERE actor = :actor AND made_at > :since AND action = :action AND detail = :detail "
      "LIMIT 1",
      {entry.actor, value_of(now - kOnce), entry.action, kept_detail(entry.detail)});
  if (!same) record(entry, now);
}

Page<AuditRow> AuditLog::search(const AuditSearch& search, PageRequest page) {
  std::string sql =
      "SELECT e.id, e.made_at, e.actor, e.action, e.subject, e.detail, e.address, e.request_id, actor.email, "
      "subject.email "
      "FROM audit_entry e LEFT JOIN account actor ON actor.id = e.actor LEFT JOIN account subject ON subject.id = "
      "e.subject "
      "WHERE 1 = 1";
  std::vector<DatabaseValue> values;
  if (!search.user_id.empty()) {
    sql += " AND (e.actor = :actor OR e.subject = :subject)";
    values.insert(values.end(), 2, search.user_id);
  }
  if (!search.action.empty()) {
    sql += " AND (e.action = :action OR e.action LIKE :actions ESCAPE '!')";
    const std::string action =
        lower_case(search.action);  // as all are written; LIKE minds the case in PostgreSQL alone
    values.emplace_back(action);
    values.emplace_back(pattern_around(action + '.').substr(1));
  }
  if (search.since) {
    sql += " AND e.made_at >= :since";
    values.push_back(value_of(*search.since));
  }
  if (search.before) {
    sql += " AND e.made_at < :before";
    values.push_back(value_of(*search.before));
  }
  sql += " ORDER BY e.made_at DESC, e.id LIMIT :limit OFFSET :offset";
  return page_of<AuditRow>(transaction_, {std::move(sql), std::move(values)}, page, audit_row_of);
}

void AuditLog::clean_up(Time now) {
  transaction_.change("DELETE FROM audit_entry WHERE made_at <= :old", {value_of(now - kKept)});
}

}  // namespace digitnet::serve
