#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "account_context.hpp"
#include "confirmation_channel.hpp"
#include "confirmation_view.hpp"
#include "confirmations.hpp"
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

/// What the page behind a link shows.
struct RegistrationLink {
  ConfirmationView view;
  /// It was opened in another browser than the registration was begun in. Only who knows the password that was chosen
  /// there is who registered: somebody else may have typed this address, and wait for its owner to confirm.
  bool needs_password = false;
};

struct LinkConfirmation {
  std::string_view link_token;
  std::string_view flow_token;  ///< the cookie; empty: none
  std::string_view password;    ///< where it is needed
};

/// Registration and its confirmation by mail. For any thread.
///
/// Whether an address has an account already is told to nobody but its owner, by mail: answers, their time and what
/// follows are the same. Registering again before the confirmation is fine: what the flow that is confirmed held
/// counts. Whoever confirms is who registered, and may be signed in (Login::sign_in).
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
  User confirm_by_code(std::string_view flow_token, std::string_view code, const RequestOrigin& origin);
  /// What the page behind a link shows before its button is pressed (GET: changes nothing); nothing for a dead link.
  [[nodiscard]] std::optional<RegistrationLink> look_at_link(std::string_view link_token, std::string_view flow_token);
  /// The button was pressed (POST). Throws AccountError: gone, wrong credentials (field `current_password`), too many,
  /// busy.
  User confirm_by_link(const LinkConfirmation& confirmation, const RequestOrigin& origin);

  /// An active user without a password, as part of the caller's transaction. Gives back the id. Throws AccountError:
  /// invalid or taken (field `email`).
  std::string create_vouched(Transaction& transaction, const VouchedPerson& person, const RequestOrigin& origin);

 private:
  void check_password_of(const Confirmation& found, std::string_view password);

  AccountContext& context_;
};

}  // namespace digitnet::serve
