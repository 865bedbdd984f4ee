#include "registration.hpp"

#include <algorithm>

#include "account_error.hpp"
#include "attempts.hpp"
#include "audit_log.hpp"
#include "mail_queue.hpp"
#include "mail_texts.hpp"
#include "password_policy.hpp"
#include "secret_token.hpp"
#include "user_fields.hpp"
#include "users.hpp"

namespace digitnet::serve {
namespace {

constexpr auto kPurpose = ConfirmationPurpose::registration;

Mail confirmation_mail(const AccountContext& context, const std::string& to, const ConfirmationSecret& secret) {
  return secret.channel == ConfirmationChannel::code
             ? confirm_by_code_mail(to, secret.text)
             : confirm_by_link_mail(to, context.public_url + std::string(kConfirmPath) + secret.text);
}

// The user that waits for a confirmation now; nothing when the address has an account already.
std::optional<std::string> pending_user(Users& users, const NewUser& wanted, Time now) {
  const auto before = users.find_by_email(wanted.email);
  if (!before) return users.create(wanted, now);
  if (before->state != UserState::unverified) return std::nullopt;
  users.set_name(before->id, wanted.name);
  users.set_password_hash(before->id, wanted.password_hash.value());
  return before->id;
}

User activate(AccountContext& context, Transaction& transaction, const Confirmation& used,
              const RequestOrigin& origin) {
  Users users(transaction);
  const std::string& id = *used.subject.user_id;
  const auto user = users.find(id);
  if (!user || user->state != UserState::unverified || email_key(user->email) != used.subject.old_email_key) {
    refuse_dead_confirmation();
  }
  // What this registration said, and not what another one, which nobody confirmed, said since.
  users.set_name(id, used.subject.name);
  if (used.subject.password_hash) users.set_password_hash(id, *used.subject.password_hash);
  users.set_state(id, UserState::active);
  AuditLog(transaction).record({id, "registration.confirm", id, "", origin}, context.clock());
  return users.get(id);
}

bool is_same_browser(const Confirmation& found, std::string_view flow_token) {
  return !flow_token.empty() && found.flow_hash == token_hash(flow_token);
}

// The provider's name for the person, or what stands before the address's @.
std::string name_of(const VouchedPerson& person) {
  try {
    return checked_name(person.name);
  } catch (const AccountError&) {
    return checked_name(person.email.substr(0, std::min<std::size_t>(person.email.find('@'), 64)));
  }
}

}  // namespace

std::string Registration::begin(const RegistrationForm& form, const RequestOrigin& origin) {
  NewUser wanted{checked_name(form.name), checked_email(form.email), std::nullopt};
  check_password(form.password, wanted.email);
  context_.database.write([&](Transaction& transaction) {
    Attempts attempts(transaction, context_.clock());
    attempts.count(kRegistrationsPerClient, client_of(origin.address));
    attempts.count_confirmation_mail(wanted.email);
  });
  // Also for an address that is taken: the time would tell.
  wanted.password_hash = context_.hasher.hash(form.password);
  const ConfirmationSecret secret = new_confirmation_secret(form.channel, context_.hasher);
  const std::string flow = context_.database.write([&](Transaction& transaction) {
    const Time now = context_.clock();
    Users users(transaction);
    const auto user_id = pending_user(users, wanted, now);
    MailQueue(transaction)
        .add(user_id ? confirmation_mail(context_, wanted.email, secret)
                     : already_registered_mail(users.find_by_email(wanted.email)->email, context_.public_url),
             now);
    AuditLog(transaction).record({"", "registration", user_id.value_or(""), "", origin}, now);
    return Confirmations(transaction, now)
        .add({kPurpose, user_id, wanted.email, email_key(wanted.email), wanted.name, wanted.password_hash}, secret);
  });
  context_.mail_is_waiting();
  return flow;
}

std::optional<ConfirmationView> Registration::view(std::string_view flow_token) {
  return context_.database.read([&](Transaction& transaction) -> std::optional<ConfirmationView> {
    const auto found = Confirmations(transaction, context_.clock()).find_by_flow(kPurpose, flow_token);
    return found ? std::optional(found->view()) : std::nullopt;
  });
}

void Registration::resend(std::string_view flow_token, ConfirmationChannel channel, const RequestOrigin& origin) {
  const ConfirmationSecret secret = new_confirmation_secret(channel, context_.hasher);
  context_.database.write([&](Transaction& transaction) {
    const Time now = context_.clock();
    Confirmations confirmations(transaction, now);
    const auto found = confirmations.find_by_flow(kPurpose, flow_token);
    if (!found) refuse_dead_confirmation();
    Attempts(transaction, now).count_confirmation_mail(found->subject.email);
    confirmations.replace_secret(*found, secret);
    MailQueue(transaction)
        .add(found->subject.user_id ? confirmation_mail(context_, found->subject.email, secret)
                                    : already_registered_mail(found->subject.email, context_.public_url),
             now);
    AuditLog(transaction).record({"", "registration.resend", found->subject.user_id.value_or(""), "", origin}, now);
  });
  context_.mail_is_waiting();
}

User Registration::confirm_by_code(std::string_view flow_token, std::string_view code, const RequestOrigin& origin) {
  const CodeTry code_try = context_.database.write([&](Transaction& transaction) {
    return Confirmations(transaction, context_.clock()).take_code_try(kPurpose, flow_token);
  });
  if (!context_.hasher.verify(code_try.code_hash, typed_code(code))) refuse_wrong_code();
  return context_.database.write([&](Transaction& transaction) {
    const auto used = Confirmations(transaction, context_.clock()).use_code(code_try);
    if (!used) refuse_dead_confirmation();
    return activate(context_, transaction, *used, origin);
  });
}

std::optional<RegistrationLink> Registration::look_at_link(std::string_view link_token, std::string_view flow_token) {
  return context_.database.read([&](Transaction& transaction) -> std::optional<RegistrationLink> {
    const auto found = Confirmations(transaction, context_.clock()).find_by_link(kPurpose, link_token);
    if (!found) return std::nullopt;
    return RegistrationLink{found->view(), !is_same_browser(*found, flow_token)};
  });
}

User Registration::confirm_by_link(const LinkConfirmation& confirmation, const RequestOrigin& origin) {
  const auto found = context_.database.read([&](Transaction& transaction) {
    return Confirmations(transaction, context_.clock()).find_by_link(kPurpose, confirmation.link_token);
  });
  if (!found) refuse_dead_confirmation();
  if (!is_same_browser(*found, confirmation.flow_token)) check_password_of(*found, confirmation.password);
  return context_.database.write([&](Transaction& transaction) {
    const auto used = Confirmations(transaction, context_.clock()).use_link(kPurpose, confirmation.link_token);
    if (!used) refuse_dead_confirmation();
    return activate(context_, transaction, *used, origin);
  });
}

void Registration::check_password_of(const Confirmation& found, std::string_view password) {
  context_.database.write([&](Transaction& transaction) {
    Attempts(transaction, context_.clock()).count(kPasswordChecksPerUser, *found.subject.user_id);
  });
  const auto& hash = found.subject.password_hash;
  if (hash && password.size() <= kMostPasswordBytes && context_.hasher.verify(*hash, password)) return;
  throw AccountError(AccountError::Kind::wrong_credentials, "current_password",
                     "This is not the password that was chosen in the registration which this mail is about.");
}

std::string Registration::create_vouched(Transaction& transaction, const VouchedPerson& person,
                                         const RequestOrigin& origin) {
  Users users(transaction);
  const std::string email = checked_email(person.email);
  users.remove_unverified(email);
  NewUser user{name_of(person), email, std::nullopt};
  user.state = UserState::active;
  const std::string id = users.create(user, context_.clock());
  AuditLog(transaction).record({id, "registration.vouched", id, "", origin}, context_.clock());
  return id;
}

}  // namespace digitnet::serve
