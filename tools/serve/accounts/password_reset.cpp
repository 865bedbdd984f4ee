#include "password_reset.hpp"

#include "account_error.hpp"
#include "api_tokens.hpp"
#include "attempts.hpp"
#include "audit_log.hpp"
#include "confirmations.hpp"
#include "mail_queue.hpp"
#include "mail_texts.hpp"
#include "password_policy.hpp"
#include "sessions.hpp"
#include "user_fields.hpp"
#include "users.hpp"

namespace digitnet::serve {
namespace {

constexpr auto kPurpose = ConfirmationPurpose::reset;

ConfirmationSubject subject_of(const User& user) {
  return {kPurpose, user.id, user.email, email_key(user.email), "", std::nullopt};
}

}  // namespace

void PasswordReset::request(std::string_view email, const RequestOrigin& origin) {
  const std::string address = checked_email(email);
  const ConfirmationSecret secret = new_confirmation_secret(ConfirmationChannel::link, context_.hasher);
  context_.database.write([&](Transaction& transaction) {
    const Time now = context_.clock();
    Attempts attempts(transaction, now);
    attempts.count(kResetsPerClient, client_of(origin.address));
    attempts.count(kResetsPerAccount, email_key(address));
    auto user = Users(transaction).find_by_email(address);
    if (user && user->state == UserState::disabled) user.reset();
    // As much is written for nobody as for somebody.
    (void)Confirmations(transaction, now)
        .add(user ? subject_of(*user) : ConfirmationSubject{kPurpose, std::nullopt, "", "", "", std::nullopt}, secret);
    AuditLog(transaction).record({"", "reset.request", user ? user->id : "", "", origin}, now);
    if (user) MailQueue(transaction).add(reset_mail(user->email, link_of(secret.text)), now);
  });
  context_.mail_is_waiting();
}

std::optional<ConfirmationView> PasswordReset::look_at_link(std::string_view link_token) {
  return context_.database.read([&](Transaction& transaction) -> std::optional<ConfirmationView> {
    const auto found = Confirmations(transaction, context_.clock()).find_by_link(kPurpose, link_token);
    return found ? std::optional(found->view()) : std::nullopt;
  });
}

void PasswordReset::finish(std::string_view link_token, std::string_view new_password, const RequestOrigin& origin) {
  const auto found = look_at_link(link_token);
  if (!found) refuse_dead_confirmation();
  check_password(new_password, found->email);
  const std::string hash = context_.hasher.hash(new_password);
  context_.database.write([&](Transaction& transaction) {
    const Time now = context_.clock();
    Users users(transaction);
    Confirmations confirmations(transaction, now);
    const auto used = confirmations.use_link(kPurpose, link_token);
    const auto user = used ? users.find(*used->subject.user_id) : std::nullopt;
    if (!user || user->state == UserState::disabled || email_key(user->email) != used->subject.old_email_key) {
      refuse_dead_confirmation();
    }
    users.set_password_hash(user->id, hash);
    users.set_state(user->id, UserState::active);
    // A registration or a change of address that somebody else began must not undo this.
    confirmations.remove(ConfirmationPurpose::registration, user->id);
    confirmations.remove(ConfirmationPurpose::email_change, user->id);
    // Nor must what somebody else made with the old one.
    Sessions::end_all(transaction, user->id);
    ApiTokens::revoke_all(transaction, user->id);
    Attempts(transaction, now).succeeded(email_key(user->email));
    MailQueue(transaction).add(password_reset_mail(user->email, context_.public_url), now);
    AuditLog(transaction).record({user->id, "reset.finish", user->id, "", origin}, now);
  });
  context_.mail_is_waiting();
}

std::string PasswordReset::new_link(Transaction& transaction, const User& user) {
  const ConfirmationSecret secret = new_confirmation_secret(ConfirmationChannel::link, context_.hasher);
  (void)Confirmations(transaction, context_.clock()).add(subject_of(user), secret);
  return link_of(secret.text);
}

std::string PasswordReset::link_of(const std::string& token) const {
  return context_.public_url + std::string(kResetPath) + token;
}

}  // namespace digitnet::serve
