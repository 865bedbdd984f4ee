#include "mail_queue.hpp"

#include <algorithm>

#include "paged_query.hpp"
#include "random_id.hpp"
#include "shortened.hpp"

namespace digitnet::serve {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::days kSentKept{7};
constexpr std::chrono::days kFailedKept{30};

std::chrono::milliseconds pause_after(int tries) {
  return std::min<std::chrono::milliseconds>(30s * (std::int64_t{1} << std::min(tries - 1, 10)), 4h);
}

MailState mail_state_named(const std::string& name) {
  return name == "sent" ? MailState::sent : name == "failed" ? MailState::failed : MailState::waiting;
}

MailRow mail_row_of(const DatabaseRow& row) {
  return {row.text(0),
          row.text(1),
          row.text(2),
          mail_state_named(row.text(3)),
          static_cast<int>(row.integer(4)),
          row.time(5),
          row.time(6),
          row.maybe_time(7),
          row.text(8)};
}

}  // namespace

void MailQueue::add(const Mail& mail, Time now) {
  transaction_.change(
      "INSERT INTO mail (id, recipient, subject, body, state, tries, created_at, next_try_at, problem) "
      "VALUES (:id, :to, :subject, :body, 'waiting', 0, :created, :next, '')",
      {random_id(), mail.to, mail.subject, mail.body, value_of(now), value_of(now)});
}

std::vector<ClaimedMail> MailQueue::claim(int most, Time now) {
  std::vector<ClaimedMail> claimed;
  for (const DatabaseRow& row : transaction_.rows(
           "SELECT id, recipient, subject, body, tries FROM mail WHERE state = 'waiting' AND next_try_at <= :now "
           "ORDER BY next_try_at LIMIT :most",
           {value_of(now), std::int64_t{most}})) {
    claimed.push_back({row.text(0), {row.text(1), row.text(2), row.text(3)}, static_cast<int>(row.integer(4))});
    transaction_.change("UPDATE mail SET next_try_at = :lease WHERE id = :id", {value_of(now + kLease), row.text(0)});
  }
  return claimed;
}

void MailQueue::sent(const std::string& id, Time now) {
  transaction_.change(
      "UPDATE mail SET state = 'sent', body = '', problem = '', tries = tries + 1, done_at = :now WHERE id = :id",
      {value_of(now), id});
}

void MailQueue::failed(const ClaimedMail& mail, const std::string& problem, bool for_good, Time now) {
  const int tries = mail.tries + 1;
  if (for_good || tries >= kMostTries) {
    transaction_.change(
        "UPDATE mail SET state = 'failed', body = '', problem = :problem, tries = :tries, done_at = :now WHERE id = "
        ":id",
        {shortened(problem), std::int64_t{tries}, value_of(now), mail.id});
    return;
  }
  transaction_.change("UPDATE mail SET problem = :problem, tries = :tries, next_try_at = :next WHERE id = :id",
                      {shortened(problem), std::int64_t{tries}, value_of(now + pause_after(tries)), mail.id});
}

Page<MailRow> MailQueue::list(PageRequest page) {
  return page_of<MailRow>(
      transaction_,
      {"SELECT id, recipient, subject, state, tries, created_at, next_try_at, done_at, problem FROM mail "
       "ORDER BY created_at DESC, id LIMIT :limit OFFSET :offset",
       {}},
      page, mail_row_of);
}

MailCounts MailQueue::count() {
  MailCounts counts;
  for (const DatabaseRow& row :
       transaction_.rows("SELECT state, COUNT(*) FROM mail WHERE state IN ('waiting', 'failed') GROUP BY state")) {
    (row.text(0) == "failed" ? counts.failed : counts.waiting) = row.integer(1);
  }
  return counts;
}

void MailQueue::clean_up(Time now) {
  transaction_.change("DELETE FROM mail WHERE state = 'sent' AND done_at <= :old", {value_of(now - kSentKept)});
  transaction_.change("DELETE FROM mail WHERE state = 'failed' AND done_at <= :old", {value_of(now - kFailedKept)});
}

}  // namespace digitnet::serve
