#pragma once

#include <functional>
#include <memory>
#include <string>

#include "clock.hpp"
#include "database.hpp"
#include "mail_delivery.hpp"
#include "periodic_thread.hpp"

namespace digitnet::serve {

struct MailSenderOptions {
  std::string from;
  std::shared_ptr<MailDelivery> delivery;
  std::function<void(const std::string&)> log = [](const std::string&) {};  ///< of a mail that could not be sent
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
  bool send(const struct ClaimedMail& mail);

  Database& database_;
  Clock clock_;
  MailSenderOptions options_;
  std::unique_ptr<PeriodicThread> thread_;  // last: it uses the rest
};

}  // namespace digitnet::serve
