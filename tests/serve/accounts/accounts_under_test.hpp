#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "account_error.hpp"
#include "accounts.hpp"
#include "database.hpp"
#include "support/database_places.hpp"

namespace digitnet::test {

/// A password that the policy takes.
inline constexpr std::string_view kPassword = "a heron waits in the reeds";

/// Keeps what it is given; fails with `problem` where there is one.
class KeptDelivery : public serve::MailDelivery {
 public:
  std::string deliver(const Envelope& envelope, const std::string& message) override;

  std::vector<std::string> recipients;
  std::vector<std::string> messages;
  std::string problem;
  bool is_for_good = false;
};

/// The accounts of a server on a new database, at a time that the test sets.
class AccountsUnderTest {
 public:
  explicit AccountsUnderTest(const std::string& place, serve::PasswordHasherOptions hasher = {});

  [[nodiscard]] serve::Accounts& operator*() { return *accounts; }
  [[nodiscard]] serve::Accounts* operator->() { return accounts.get(); }

  void pass(std::chrono::milliseconds time) { now += time; }
  /// An active user with kPassword; gives back the id.
  std::string add_user(const std::string& email, serve::Role role = serve::Role::user);
  /// Begins a session of a user, as if at a provider.
  serve::NewSession sign_in(const std::string& user_id);
  [[nodiscard]] serve::SignedIn signed_in(const serve::NewSession& session);
  [[nodiscard]] serve::User user(const std::string& id);

  /// The body of the newest mail to the address that waits; empty when there is none.
  [[nodiscard]] std::string mail_to(const std::string& email);
  [[nodiscard]] std::int64_t mails_to(const std::string& email);
  /// The token at the end of the link, or the code, in that mail.
  [[nodiscard]] std::string link_token_to(const std::string& email);
  [[nodiscard]] std::string code_to(const std::string& email);
  /// The value of the first column of the first row.
  [[nodiscard]] std::int64_t number(std::string_view sql, const std::vector<serve::DatabaseValue>& values = {});
  [[nodiscard]] bool has_audit(const std::string& action, const std::string& user_id);
  /// Every text in every table, for what must not be in any.
  [[nodiscard]] std::string all_texts();

  serve::Time now{std::chrono::milliseconds(1'790'000'000'000)};
  serve::Database database;
  std::shared_ptr<KeptDelivery> delivery = std::make_shared<KeptDelivery>();
  std::vector<std::string> log;
  std::unique_ptr<serve::Accounts> accounts;
};

/// A request from an address; each number is another client.
[[nodiscard]] serve::RequestOrigin origin(int client = 1);

/// Calls `test` once for each engine that is there.
void on_each_engine(const std::function<void(AccountsUnderTest&)>& test);

/// The kind and field of the AccountError that `work` throws, as `too_many`, `invalid password`; else empty.
[[nodiscard]] std::string refusal(const std::function<void()>& work);
/// How long it says to wait.
[[nodiscard]] std::chrono::milliseconds retry_after(const std::function<void()>& work);

}  // namespace digitnet::test
