#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "clock.hpp"
#include "database.hpp"
#include "mail_delivery.hpp"
#include "mail_queue.hpp"
#include "periodic_thread.hpp"

namespace digitnet::serve {

struct MailSenderOptions {
  std::string from;
  std::shared_ptr<MailDelivery> delivery;
  std::function<void(const std::string&)> log = [](const std::string&) {
  };  ///< where a mail went, or why it was not sent
};

/// Empties the queue of mails, from a thread of its own once started. While the mail server or the database is down,
/// mails wait.
class MailSender {
 public:
  MailSender(Database& database, Clock clock, MailSenderOptions options);

  void start();
  void stop();  ///< finishes the mail at hand
  /// There is something in the queue. Nothing before start().
  void wake();
  /// Sends what is due now, from the calling thread; gives back how many were sent.
  int send_due();

 private:
  enum class Outcome { sent, later, never };
  Outcome send(const ClaimedMail& claimed);
  void fail(const ClaimedMail& claimed, const std::string& problem, bool for_good);

  Database& database_;
  Clock clock_;
  MailSenderOptions options_;
  std::atomic<bool> stops_ = false;
  std::unique_ptr<PeriodicThread> thread_;  // last: it uses the rest
};

}  // namespace digitnet::serve
