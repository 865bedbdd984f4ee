#include "login.hpp"

#include "account_error.hpp"
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

/// Whose address was typed, and the hash to compare the password with.
struct Claimed {
  std::optional<User> user;
  std::optional<std::string> password_hash;
};

[[noreturn]] void refuse_credentials() {
  throw AccountError(AccountError::Kind::wrong_credentials, "", "This address and this password do not fit together.");
}

[[noreturn]] void refuse_disabled() {
  throw AccountError(AccountError::Kind::forbidden, "",
                     "This account is disabled. Whoever runs this server can tell you more.");
}

// Counted only where it is sent.
bool may_send_confirmation(Transaction& transaction, const std::string& email, Time now) {
  try {
    Attempts(transaction, now).count_confirmation_mail(email);
    return true;
  } catch (const AccountError&) {
    return false;
  }
}

NewSession begin_session(Transaction& transaction, const User& user, std::string_view how, const RequestOrigin& origin,
                         Time now) {
  Users(transaction).set_last_login(user.id, now);
  AuditLog(transaction).record({user.id, "login", user.id, std::string(how), origin}, now);
  return Sessions::begin(transaction, user.id, origin, now);
}

}  // namespace

LoginResult Login::log_in(std::string_view email, std::string_view password, const RequestOrigin& origin) {
  const std::string key = email_key(email);
  const Claimed claimed = context_.database.write([&](Transaction& transaction) {
    Attempts attempts(transaction, context_.clock());
    attempts.count(kLoginsPerClient, client_of(origin.address));
    attempts.begin_login(key);
    Claimed found{Users(transaction).find_by_email(key), std::nullopt};
    if (found.user) found.password_hash = Users(transaction).password_hash(found.user->id);
    return found;
  });
  const bool fits_length = password.size() <= kMostPasswordBytes;
  const bool is_right = claimed.password_hash && fits_length
                            ? context_.hasher.verify(*claimed.password_hash, password)
                            : context_.hasher.verify_nothing(password.substr(0, kMostPasswordBytes));
  if (!is_right) {
    note_failure(claimed.user ? claimed.user->id : "", origin);
    refuse_credentials();
  }
  const std::string hash =
      PasswordHasher::is_outdated(*claimed.password_hash) ? context_.hasher.hash(password) : *claimed.password_hash;
  return finish({claimed.user->id, key, *claimed.password_hash, hash}, origin);
}

void Login::note_failure(const std::string& user_id, const RequestOrigin& origin) {
  context_.database.write([&](Transaction& transaction) {
    AuditLog(transaction).record({"", "login.failed", user_id, "", origin}, context_.clock());
  });
}

LoginResult Login::finish(const Proven& proven, const RequestOrigin& origin) {
  bool is_disabled = false;
  LoginResult result = context_.database.write([&](Transaction& transaction) {
    const Time now = context_.clock();
    Users users(transaction);
    const auto user = users.find(proven.user_id);
    // The password was changed, or the account deleted, while the hash was computed.
    if (!user || users.password_hash(user->id) != proven.password_hash) refuse_credentials();
    Attempts(transaction, now).succeeded(proven.email_key);
    if (proven.new_password_hash != proven.password_hash) users.set_password_hash(user->id, proven.new_password_hash);
    is_disabled = user->state == UserState::disabled;
    if (is_disabled) AuditLog(transaction).record({user->id, "login.disabled", user->id, "", origin}, now);
    if (user->is_active()) return LoginResult{begin_session(transaction, *user, "password", origin, now), {}};
    return LoginResult{std::nullopt, is_disabled ? "" : begin_confirmation(transaction, *user, proven, now)};
  });
  if (is_disabled) refuse_disabled();
  if (!result.session) context_.mail_is_waiting();
  return result;
}

std::string Login::begin_confirmation(Transaction& transaction, const User& user, const Proven& proven, Time now) {
  ConfirmationSecret secret = new_confirmation_secret(ConfirmationChannel::link, context_.hasher);
  const bool may_send = may_send_confirmation(transaction, user.email, now);
  if (may_send) {
    const std::string link = context_.public_url + std::string(kConfirmPath) + secret.text;
    MailQueue(transaction).add(confirm_by_link_mail(user.email, link), now);
  }
  // Otherwise the mail that was sent a moment ago still holds good, and the page offers to send another later.
  return Confirmations(transaction, now)
      .add({ConfirmationPurpose::registration, user.id, user.email, email_key(user.email), user.name,
            proven.new_password_hash},
           may_send ? std::optional(secret) : std::nullopt);
}

NewSession Login::sign_in(const std::string& user_id, std::string_view how, const RequestOrigin& origin) {
  return context_.database.write([&](Transaction& transaction) {
    const auto user = Users(transaction).find(user_id);
    if (!user || !user->is_active()) refuse_disabled();
    return begin_session(transaction, *user, how, origin, context_.clock());
  });
}

NewSession Login::reauthenticate(const SignedIn& who, std::string_view password, const RequestOrigin& origin) {
  check_current_password(context_, who, password, origin);
  return context_.database.write([&](Transaction& transaction) {
    AuditLog(transaction).record({who.user.id, "reauthentication", who.user.id, "", origin}, context_.clock());
    return Sessions::renew(transaction, who.session, context_.clock());
  });
}

}  // namespace digitnet::serve
