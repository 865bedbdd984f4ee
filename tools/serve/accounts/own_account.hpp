#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "account_context.hpp"
#include "confirmation_channel.hpp"
#include "confirmation_view.hpp"
#include "request_origin.hpp"
#include "sessions.hpp"

namespace digitnet::serve {

/// A change of password as its form has it.
struct PasswordChange {
  std::string_view current;  ///< not looked at for a user who has none, who must have signed in just now
  std::string_view wanted;
};

/// A change of address as its form has it.
struct EmailChange {
  std::string_view current_password;  ///< likewise
  std::string_view email;
  ConfirmationChannel channel = ConfirmationChannel::link;
};

/// What users do with their own account. For any thread.
///
/// Where it takes the current password, all throw AccountError: wrong credentials (field `current_password`), too many,
/// busy, and for users without a password reauthenticate.
class OwnAccount {
 public:
  explicit OwnAccount(AccountContext& context) : context_(context) {}

  /// Throws AccountError: invalid (field `name`), too many.
  void rename(const User& who, std::string_view name, const RequestOrigin& origin);
  /// Ends every other session, tells the owner by mail and gives this session a new token. Throws AccountError: invalid
  /// (field `password`).
  [[nodiscard]] NewSession change_password(const SignedIn& who, const PasswordChange& change,
                                           const RequestOrigin& origin);
  /// Sends a link or code to the new address; gives back the flow's token for the cookie. An address that has an
  /// account gets a mail that says so; the answer is the same. Throws AccountError: invalid (field `email`).
  [[nodiscard]] std::string begin_email_change(const SignedIn& who, const EmailChange& change,
                                               const RequestOrigin& origin);
  [[nodiscard]] std::optional<ConfirmationView> view_email_change(std::string_view flow_token);
  /// From the new address's mail. The old address gets a notice, and links that went there are dead. Throw
  /// AccountError: invalid (field `code`), gone, taken.
  void confirm_email_change_by_code(std::string_view flow_token, std::string_view code, const RequestOrigin& origin);
  [[nodiscard]] std::optional<ConfirmationView> look_at_email_change_link(std::string_view link_token);
  void confirm_email_change_by_link(std::string_view link_token, const RequestOrigin& origin);

  /// Deletes the account with all that belongs to it. Throws AccountError: forbidden for the last administrator.
  void remove(const SignedIn& who, std::string_view current_password, const RequestOrigin& origin);

 private:
  AccountContext& context_;
};

}  // namespace digitnet::serve
