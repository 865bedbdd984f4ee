#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "account_context.hpp"
#include "confirmation_view.hpp"
#include "request_origin.hpp"
#include "user.hpp"

namespace digitnet::serve {

/// A new password for those who forgot theirs, by a link that is good for 30 minutes and once. For any thread.
class PasswordReset {
 public:
  explicit PasswordReset(AccountContext& context) : context_(context) {}

  /// Sends the link when the address has an account that is not disabled; nobody learns whether it has. Throws
  /// AccountError: invalid (field `email`), too many.
  void request(std::string_view email, const RequestOrigin& origin);
  /// What the page behind the link shows (GET: changes nothing); nothing for a dead link.
  [[nodiscard]] std::optional<ConfirmationView> look_at_link(std::string_view link_token);
  /// Sets the password, ends every session, and tells the owner by mail. Signs nobody in. The address is confirmed by
  /// it, too. Throws AccountError: gone, invalid (field `password`; the link then still works), busy.
  void finish(std::string_view link_token, std::string_view new_password, const RequestOrigin& origin);

  /// A link for a user, as part of the caller's transaction, for the command and for what administrators start.
  [[nodiscard]] std::string new_link(Transaction& transaction, const User& user);

 private:
  [[nodiscard]] std::string link_of(const std::string& token) const;

  AccountContext& context_;
};

}  // namespace digitnet::serve
