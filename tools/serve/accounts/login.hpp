#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "account_context.hpp"
#include "confirmation_channel.hpp"
#include "request_origin.hpp"
#include "sessions.hpp"

namespace digitnet::serve {

struct LoginResult {
  std::optional<NewSession> session;
  /// Of a user who has not confirmed the address yet: the token of a new confirmation (Registration::view and so on),
  /// whose mail is under way. There is no session then.
  std::string confirmation_flow;
};

/// Login with a password, or after a provider vouched. For any thread.
class Login {
 public:
  explicit Login(AccountContext& context) : context_(context) {}

  /// Throws AccountError: wrong credentials (the same for an address without an account and one without a password),
  /// too many, busy, forbidden (the password is right, but an administrator disabled the account).
  [[nodiscard]] LoginResult log_in(std::string_view email, std::string_view password, const RequestOrigin& origin);

  /// A session for a user who showed otherwise who they are: at a provider, or by a code sent to the flow's browser.
  /// `how` goes into the audit log: `google`, `confirmation`. Throws AccountError: forbidden unless the user is active.
  [[nodiscard]] NewSession sign_in(const std::string& user_id, std::string_view how, const RequestOrigin& origin);

  /// The password given again before a sensitive change. Gives the session a new token. Throws AccountError: wrong
  /// credentials (field `current_password`), too many, busy.
  [[nodiscard]] NewSession reauthenticate(const SignedIn& who, std::string_view password, const RequestOrigin& origin);

 private:
  /// Who gave which password, by what its hash was and is to be.
  struct Proven {
    std::string user_id;
    std::string email_key;
    std::string password_hash;
    std::string new_password_hash;
  };
  void note_failure(const std::string& user_id, const RequestOrigin& origin);
  LoginResult finish(const Proven& proven, const RequestOrigin& origin);
  std::string begin_confirmation(Transaction& transaction, const User& user, const Proven& proven, Time now);

  AccountContext& context_;
};

}  // namespace digitnet::serve
