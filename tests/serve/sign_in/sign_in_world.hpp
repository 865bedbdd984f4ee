#pragma once

#include <memory>
#include <optional>
#include <string>

#include "database.hpp"
#include "serve/sign_in/scripted_provider.hpp"
#include "sign_in.hpp"
#include "support/database_places.hpp"

namespace digitnet::test {

/// The parameter of a URL's query, as it stands there; empty when it is not there.
[[nodiscard]] std::string query_parameter(const std::string& url, const std::string& name);

/// A database with the accounts of two people, alice@example.org and bob@example.org, and one who has not confirmed
/// carol@example.org.
class AccountsForSignIn {
 public:
  explicit AccountsForSignIn(const DatabasePlace& place);

  [[nodiscard]] serve::Database& database() { return database_; }
  /// What this room asks of the accounts.
  [[nodiscard]] static std::optional<std::string> user_of_email(serve::Transaction& transaction,
                                                                const std::string& email);
  [[nodiscard]] std::int64_t count(const std::string& table);
  /// Every value of every row of the room's tables, one after the other.
  [[nodiscard]] std::string dump();

  std::string alice;
  std::string bob;

 private:
  serve::Database database_;
};

/// The server's side of a flow, with a scripted provider, and a clock that the test sets.
class SignInWorld {
 public:
  explicit SignInWorld(const DatabasePlace& place);

  [[nodiscard]] std::int64_t now_s() const;
  /// Has the provider give what this flow must get, with `changes` to the claims, and comes back.
  serve::SignInOutcome come_back(const serve::SignInRedirect& redirect, const nlohmann::json& changes = {},
                                 std::optional<std::string> user = {});
  /// From the start to the end as this person.
  serve::SignInOutcome sign_in(const nlohmann::json& changes = {});
  [[nodiscard]] serve::SignInCallback callback(const serve::SignInRedirect& redirect) const;
  /// Sets the ID token that the provider gives next.
  void prepare(const serve::SignInRedirect& redirect, const nlohmann::json& changes = {});

  AccountsForSignIn accounts;
  ScriptedProvider provider;
  serve::Time now;
  std::string cookie;  ///< of the last flow that came back
  std::unique_ptr<serve::SignIn> sign_in_room;
};

}  // namespace digitnet::test
