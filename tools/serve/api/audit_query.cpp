#include "audit_query.hpp"

#include <ctime>
#include <optional>

#include "account_error.hpp"
#include "urlencoded.hpp"
#include "users.hpp"

namespace digitnet::serve {
namespace {

std::optional<Time> time_in(const std::string& query, const char* name) {
  const std::string text = query_value(query, name);
  if (text.empty()) return std::nullopt;
  for (const char* form : {"%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M", "%Y-%m-%d"}) {
    std::tm fields{};
    const char* const end = strptime(text.c_str(), form, &fields);
    if (end != nullptr && *end == '\0') return Time(std::chrono::seconds(timegm(&fields)));
  }
  throw AccountError(AccountError::Kind::invalid, name,
                     std::string(name) + ": expected a date, such as 2026-11-26, or a time, 2026-11-26T09:40:00Z.");
}

// Who is deleted is found by the id alone.
std::string user_in(Accounts& accounts, const std::string& query) {
  std::string user = query_value(query, "user");
  if (user.find('@') == std::string::npos) return user;
  const auto found = accounts.context().database.read(
      [&](Transaction& transaction) { return Users(transaction).find_by_email(user); });
  if (!found) throw AccountError(AccountError::Kind::invalid, "user", "No user has this address.");
  return found->id;
}

}  // namespace

AuditSearch audit_search(Accounts& accounts, const std::string& query) {
  return {user_in(accounts, query), query_value(query, "action"), time_in(query, "since"), time_in(query, "before")};
}

}  // namespace digitnet::serve
