#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "account_context.hpp"
#include "confirmation_channel.hpp"
#include "confirmation_view.hpp"
#include "request_origin.hpp"
#include "user.hpp"

namespace digitnet::serve {

/// What the form of registration holds.
struct RegistrationForm {
  std::string_view name;
  std::string_view email;
  std::string_view password;
  ConfirmationChannel channel = ConfirmationChannel::link;
};

/// Whom a provider vouches for: the address is verified.
struct VouchedPerson {
  std::string_view name;  ///< may be none that a user could have
  std::string_view email;
};

struct ConfirmedUser {
  User user;
  /// The flow's own cookie came with it: whoever confirmed is who registered, and may be signed in (Login::sign_in).
  bool is_same_browser = false;
};

/// Registration and its confirmation by mail. For any thread.
///
/// Whether an address has an account already is told to nobody but its owner, by mail: answers, their time and what
/// follows are the same. Registering again before the confirmation is fine: what the flow that is confirmed held
/// counts.
class Registration {
 public:
  explicit Registration(AccountContext& context) : context_(context) {}

  /// Gives back the flow's token for a cookie (`__Host-flow`, 24 h). Throws AccountError: invalid fields, too many.
  [[nodiscard]] std::string begin(const RegistrationForm& form, const RequestOrigin& origin);
  /// What the page that waits for the confirmation shows; nothing when the flow is over or never was.
  [[nodiscard]] std::optional<ConfirmationView> view(std::string_view flow_token);
  /// Sends a new code or link; what was sent before by this channel is dead. Throws AccountError: gone, too many.
  void resend(std::string_view flow_token, ConfirmationChannel channel, const RequestOrigin& origin);

  /// Throws AccountError: invalid (field `code`) when it is wrong, gone when nothing can be right any more.
  ConfirmedUser confirm_by_code(std::string_view flow_token, std::string_view code, const RequestOrigin& origin);
  /// What the page behind a link shows before its button is pressed (GET: changes nothing); nothing for a dead link.
  [[nodiscard]] std::optional<ConfirmationView> look_at_link(std::string_view link_token);
  /// The button was pressed (POST). `flow_token` is the cookie, if there is one. Throws AccountError (gone).
  ConfirmedUser confirm_by_link(std::string_view link_token, std::string_view flow_token, const RequestOrigin& origin);

  /// An active user without a password, as part of the caller's transaction. Gives back the id. Throws AccountError:
  /// invalid or taken (field `email`).
  std::string create_vouched(Transaction& transaction, const VouchedPerson& person, const RequestOrigin& origin);

 private:
  AccountContext& context_;
};

}  // namespace digitnet::serve
