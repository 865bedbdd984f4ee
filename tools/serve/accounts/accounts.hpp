#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "account_context.hpp"
#include "account_export.hpp"
#include "administration.hpp"
#include "api_tokens.hpp"
#include "audit_log.hpp"
#include "clock.hpp"
#include "login.hpp"
#include "mail_delivery.hpp"
#include "mail_queue.hpp"
#include "mail_sender.hpp"
#include "own_account.hpp"
#include "password_reset.hpp"
#include "registration.hpp"
#include "sessions.hpp"

namespace digitnet::serve {

struct AccountOptions {
  std::string public_url;  ///< what links in mails begin with
  Clock clock = system_time;
  std::string mail_from;                        ///< empty: `digitnet@` and the host of the public URL
  std::shared_ptr<MailDelivery> mail_delivery;  ///< SmtpDelivery or OutboxDelivery
  PasswordHasherOptions hasher{};
  std::function<void(const std::string&)> log = [](const std::string&) {};  ///< for the operator
};

/// The accounts of a server: its services on one database, which is migrated already, and the two threads that send
/// mail and clean up. For any thread.
class Accounts {
 public:
  Accounts(Database& database, const AccountOptions& options);
  ~Accounts();
  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;

  /// Starts the threads; before that (in tests, in commands) nothing is sent by itself.
  void start();
  void stop();

  /// For other rooms, before start().
  [[nodiscard]] AccountHooks& hooks() { return context_.hooks; }
  [[nodiscard]] AccountContext& context() { return context_; }

  [[nodiscard]] Registration& registration() { return registration_; }
  [[nodiscard]] Login& login() { return login_; }
  [[nodiscard]] Sessions& sessions() { return sessions_; }
  [[nodiscard]] PasswordReset& password_reset() { return password_reset_; }
  [[nodiscard]] OwnAccount& own_account() { return own_account_; }
  [[nodiscard]] ApiTokens& api_tokens() { return api_tokens_; }
  [[nodiscard]] Administration& administration() { return administration_; }
  [[nodiscard]] MailSender& mail_sender() { return mail_sender_; }

  /// An entry of the audit log in a transaction of its own, for what changes nothing else.
  void audit(const AuditEntry& entry);
  /// Likewise, unless the same was there within a minute: `access.denied`.
  void audit_once(const AuditEntry& entry);
  [[nodiscard]] Page<AuditRow> audit_log(const AuditSearch& search, PageRequest page);
  [[nodiscard]] Page<MailRow> mails(PageRequest page);
  [[nodiscard]] MailCounts mail_counts();

  /// Forgets expired sessions, tokens, confirmations and counts, registrations that were not confirmed within a day,
  /// and old mails. Every ten minutes by itself.
  void clean_up();

 private:
  AccountContext context_;
  Registration registration_;
  Login login_;
  Sessions sessions_;
  PasswordReset password_reset_;
  OwnAccount own_account_;
  ApiTokens api_tokens_;
  Administration administration_;
  MailSender mail_sender_;
  std::function<void(const std::string&)> log_;
  std::unique_ptr<PeriodicThread> cleaner_;  // last: it uses the rest
};

}  // namespace digitnet::serve
