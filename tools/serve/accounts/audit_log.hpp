#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "clock.hpp"
#include "database.hpp"
#include "page.hpp"
#include "request_origin.hpp"

namespace digitnet::serve {

/// One thing that was done. Nothing in it is secret, and it names users by id alone, so that nothing of a deleted user
/// is left.
struct AuditEntry {
  std::string actor;    ///< id of the user who did it; `command` for `digitnet user`, empty when nobody is known
  std::string action;   ///< such as `login`, `login.failed`, `user.disable`, `model.promote`
  std::string subject;  ///< what it was done to: the id of a user, session, job, version; may be empty
  std::string detail;   ///< a few words, such as `role admin`, or the reason that an administrator gave
  RequestOrigin origin;
};

struct AuditRow {
  std::string id;
  Time at;
  AuditEntry entry;           ///< without the user agent
  std::string actor_email;    ///< empty when the user is deleted, or none
  std::string subject_email;  ///< likewise
};

/// All that is given must hold.
struct AuditSearch {
  std::string user_id;  ///< as actor or subject
  std::string action;   ///< or what begins with it and a dot: `user` finds `user.disable`
  std::optional<Time> since;
  std::optional<Time> before;
};

/// Appended to, read, and after a year forgotten; nothing changes it. As part of the caller's transaction, which
/// announces each entry as a line of JSON for the server's log.
class AuditLog {
 public:
  explicit AuditLog(Transaction& transaction) : transaction_(transaction) {}

  void record(const AuditEntry& entry, Time now);
  /// Likewise, unless the same was recorded within a minute: for what anybody may do as often as they like.
  void record_once(const AuditEntry& entry, Time now);
  /// The latest first.
  [[nodiscard]] Page<AuditRow> search(const AuditSearch& search, PageRequest page);
  void clean_up(Time now);

 private:
  Transaction& transaction_;
};

}  // namespace digitnet::serve
