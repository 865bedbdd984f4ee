#include "own_account.hpp"

#include "account_error.hpp"
#include "account_removal.hpp"
#include "attempts.hpp"
#include "audit_log.hpp"
#include "confirmations.hpp"
#include "current_password.hpp"
#include "mail_queue.hpp"
#include "mail_texts.hpp"
#include "password_policy.hpp"
#include "user_fields.hpp"
#include "users.hpp"

namespace digitnet::serve {
namespace {

constexpr auto kPurpose = ConfirmationPurpose::email_change;

Mail new_address_mail(const AccountContext& context, const std::string& to, const ConfirmationSecret& secret) {
  return secret.channel == ConfirmationChannel::code
             ? new_address_code_mail(to, secret.text)
             : new_address_link_mail(to, context.public_url + std::string(kConfirmAddressPath) + secret.text);
}

void use_new_address(AccountContext& context, Transaction& transaction, const std::optional<Confirmation>& used,
                     const RequestOrigin& origin) {
  const Time now = context.clock();
  Users users(transaction);
  const auto user = used ? users.find(*used->subject.user_id) : std::nullopt;
  if (!user || !user->is_active() || email_key(user->email) != used->subject.old_email_key) refuse_dead_confirmation();
  users.remove_unverified(used->subject.email);
  users.set_email(user->id, used->subject.email);
  Confirmations(transaction, now).remove(ConfirmationPurpose::reset, user->id);
  MailQueue(transaction).add(address_changed_mail(user->email, context.public_url), now);
  AuditLog(transaction).record({user->id, "email.change", user->id, "", origin}, now);
}

}  // namespace

void OwnAccount::rename(const User& who, std::string_view name, const RequestOrigin& origin) {
  const std::string checked = checked_name(name);
  context_.database.write([&](Transaction& transaction) {
    const Time now = context_.clock();
    Attempts(transaction, now).count(kRenamesPerUser, who.id);
    Users(transaction).set_name(who.id, checked);
    AuditLog(transaction).record({who.id, "user.rename", who.id, "", origin}, now);
  });
}

NewSession OwnAccount::change_password(const SignedIn& who, const PasswordChange& change, const RequestOrigin& origin) {
  check_current_password(context_, who, change.current, origin);
  check_password(change.wanted, who.user.email);
  const std::string hash = context_.hasher.hash(change.wanted);
  NewSession renewed = context_.database.write([&](Transaction& transaction) {
    const Time now = context_.clock();
    const User user = Users(transaction).get(who.user.id);
    Users(transaction).set_password_hash(user.id, hash);
    transaction.change("DELETE FROM login_session WHERE user_id = :user AND id <> :id", {user.id, who.session.id});
    Confirmations(transaction, now).remove(ConfirmationPurpose::reset, user.id);
    MailQueue(transaction).add(password_changed_mail(user.email, context_.public_url), now);
    AuditLog(transaction).record({user.id, "password.change", user.id, "", origin}, now);
    return Sessions::renew(transaction, who.session, now);
  });
  context_.mail_is_waiting();
  return renewed;
}

std::string OwnAccount::begin_email_change(const SignedIn& who, const EmailChange& change,
                                           const RequestOrigin& origin) {
  const std::string email = checked_email(change.email);
  check_current_password(context_, who, change.current_password, origin);
  const ConfirmationSecret secret = new_confirmation_secret(change.channel, context_.hasher);
  std::string flow = context_.database.write([&](Transaction& transaction) {
    const Time now = context_.clock();
    Attempts(transaction, now).count_confirmation_mail(email);
    Users users(transaction);
    const User user = users.get(who.user.id);
    const auto other = users.find_by_email(email);
    const bool is_free = !other || other->state == UserState::unverified || other->id == user.id;
    Confirmations confirmations(transaction, now);
    confirmations.remove(kPurpose, user.id);
    MailQueue(transaction)
        .add(is_free ? new_address_mail(context_, email, secret) : address_in_use_mail(other->email), now);
    AuditLog(transaction).record({user.id, "email.request", user.id, "", origin}, now);
    return confirmations.add(
        {kPurpose, is_free ? std::optional(user.id) : std::nullopt, email, email_key(user.email), "", std::nullopt},
        secret);
  });
  context_.mail_is_waiting();
  return flow;
}

std::optional<ConfirmationView> OwnAccount::view_email_change(std::string_view flow_token) {
  return context_.database.read([&](Transaction& transaction) -> std::optional<ConfirmationView> {
    const auto found = Confirmations(transaction, context_.clock()).find_by_flow(kPurpose, flow_token);
    return found ? std::optional(found->view()) : std::nullopt;
  });
}

void OwnAccount::confirm_email_change_by_code(std::string_view flow_token, std::string_view code,
                                              const RequestOrigin& origin) {
  const CodeTry code_try = context_.database.write([&](Transaction& transaction) {
    return Confirmations(transaction, context_.clock()).take_code_try(kPurpose, flow_token);
  });
  if (!context_.hasher.verify(code_try.code_hash, typed_code(code))) refuse_wrong_code();
  context_.database.write([&](Transaction& transaction) {
    use_new_address(context_, transaction, Confirmations(transaction, context_.clock()).use_code(code_try), origin);
  });
  context_.mail_is_waiting();
}

std::optional<ConfirmationView> OwnAccount::look_at_email_change_link(std::string_view link_token) {
  return context_.database.read([&](Transaction& transaction) -> std::optional<ConfirmationView> {
    const auto found = Confirmations(transaction, context_.clock()).find_by_link(kPurpose, link_token);
    return found ? std::optional(found->view()) : std::nullopt;
  });
}

void OwnAccount::confirm_email_change_by_link(std::string_view link_token, const RequestOrigin& origin) {
  context_.database.write([&](Transaction& transaction) {
    Confirmations confirmations(transaction, context_.clock());
    use_new_address(context_, transaction, confirmations.use_link(kPurpose, link_token), origin);
  });
  context_.mail_is_waiting();
}

void OwnAccount::remove(const SignedIn& who, std::string_view current_password, const RequestOrigin& origin) {
  check_current_password(context_, who, current_password, origin);
  remove_account(context_, who.user.id, {who.user.id, "user.delete", who.user.id, "", origin});
}

}  // namespace digitnet::serve
