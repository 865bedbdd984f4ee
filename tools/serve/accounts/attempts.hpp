#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "clock.hpp"
#include "database.hpp"

namespace digitnet::serve {

/// At most `most` in any span of `period`.
struct AttemptLimit {
  std::string_view name;  ///< of what is limited, such as `login.address`
  int most;
  std::chrono::milliseconds period;
  std::string_view told = "Too many attempts.";  ///< to who comes too often
};

inline constexpr AttemptLimit kLoginsPerClient{"login.client", 20, std::chrono::minutes(1)};
inline constexpr AttemptLimit kRegistrationsPerClient{"registration.client", 5, std::chrono::hours(1)};
inline constexpr AttemptLimit kResetsPerAccount{"reset.account", 3, std::chrono::hours(1)};
inline constexpr AttemptLimit kResetsPerClient{"reset.client", 20, std::chrono::hours(1)};
inline constexpr AttemptLimit kConfirmationMailsPerMinute{"confirmation.minute", 1, std::chrono::minutes(1),
                                                          "A mail was sent just now."};
inline constexpr AttemptLimit kConfirmationMailsPerDay{"confirmation.day", 5, std::chrono::hours(24),
                                                       "Five mails were sent today."};
inline constexpr AttemptLimit kRenamesPerUser{"rename.user", 10, std::chrono::hours(1)};
inline constexpr AttemptLimit kPasswordChecksPerUser{"reauthentication.user", 10, std::chrono::minutes(10)};

/// Rate limits that all servers on one database share, as part of the caller's transaction. Keys (an address, an
/// account) are kept as SHA-256 only.
class Attempts {
 public:
  Attempts(Transaction& transaction, Time now) : transaction_(transaction), now_(now) {}

  /// Counts one. Throws AccountError (too many) with the time to wait when there were too many already.
  void count(const AttemptLimit& limit, std::string_view key);
  /// Counts one confirmation mail to this address. Throws as count().
  void count_confirmation_mail(std::string_view email);

  /// Failed logins of one account, be it there or not: after 5 in a row each takes a pause of 1, 2, 4 .. 60 s first.
  /// Throws AccountError (too many) during a pause; else the attempt counts as failed until succeeded() says otherwise,
  /// so that many at once are no way round.
  void begin_login(std::string_view account);
  void succeeded(std::string_view account);

  /// Forgets what limits nothing any more.
  void clean_up();

 private:
  Transaction& transaction_;
  Time now_;
};

/// What counts as one client: an IPv4 address, the first 64 bits of an IPv6 one.
[[nodiscard]] std::string client_of(std::string_view address);

}  // namespace digitnet::serve
