#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "clock.hpp"
#include "database.hpp"
#include "mail.hpp"
#include "page.hpp"

namespace digitnet::serve {

/// A mail that this server has to send now.
struct ClaimedMail {
  std::string id;
  Mail mail;
  int tries = 0;  ///< before this one
};

enum class MailState { waiting, sent, failed };

/// What an administrator sees of a mail: not what it says, which may hold a link or code.
struct MailRow {
  std::string id;
  std::string to;
  std::string subject;
  MailState state = MailState::waiting;
  int tries = 0;
  Time created_at;
  Time next_try_at;  ///< of one that waits
  std::optional<Time> done_at;
  std::string problem;  ///< of the last try, such as `cannot connect`; empty when it went well
};

struct MailCounts {
  std::int64_t waiting = 0;
  std::int64_t failed = 0;
};

/// Mail waits in the database, as part of the transaction that it is about, and all servers on one database empty it:
/// one claims a mail for two minutes, within which it is sent or comes back.
class MailQueue {
 public:
  static constexpr int kMostTries = 12;  ///< over about a day; then it has failed
  static constexpr std::chrono::minutes kLease{2};

  explicit MailQueue(Transaction& transaction) : transaction_(transaction) {}

  void add(const Mail& mail, Time now);
  /// Up to `most` mails that are due, the oldest first.
  [[nodiscard]] std::vector<ClaimedMail> claim(int most, Time now);
  /// Forgets what it said.
  void sent(const std::string& id, Time now);
  /// Tries again later: after 30 s, 1 min, 2 min .. 4 h; or never, when the mail server refused it for good.
  void failed(const ClaimedMail& mail, const std::string& problem, bool for_good, Time now);

  [[nodiscard]] Page<MailRow> list(PageRequest page);  ///< the latest first
  [[nodiscard]] MailCounts count();
  /// Forgets mails that were sent a week ago, or failed a month ago.
  void clean_up(Time now);

 private:
  Transaction& transaction_;
};

}  // namespace digitnet::serve
