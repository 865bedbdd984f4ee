#include "administration.hpp"

#include <algorithm>

#include "account_error.hpp"
#include "account_removal.hpp"
#include "api_tokens.hpp"
#include "audit_log.hpp"
#include "mail_queue.hpp"
#include "mail_texts.hpp"
#include "password_policy.hpp"
#include "password_reset.hpp"
#include "sessions.hpp"
#include "user_fields.hpp"

namespace digitnet::serve {
namespace {

std::string text_of(const std::optional<std::int64_t>& quota) {
  return quota ? std::to_string(*quota) : "default";
}

void check_quotas(const Quotas& quotas) {
  for (const auto& quota : {quotas.images, quotas.image_bytes, quotas.training_seconds_per_day}) {
    if (quota && *quota < 0) throw AccountError(AccountError::Kind::invalid, "quotas", "A quota is 0 or more.");
  }
}

}  // namespace

Page<User> Administration::search(const UserSearch& search, PageRequest page) {
  return context_.database.read([&](Transaction& transaction) { return Users(transaction).search(search, page); });
}

UserCounts Administration::count() {
  return context_.database.read([](Transaction& transaction) { return Users(transaction).count(); });
}

User Administration::get(const std::string& user_id) {
  return context_.database.read([&](Transaction& transaction) { return Users(transaction).get(user_id); });
}

void Administration::disable(const Administrator& by, const std::string& user_id) {
  context_.database.write([&](Transaction& transaction) {
    Users users(transaction);
    const User user = users.get(user_id);
    keep_an_administrator(transaction, user);
    refuse_unverified(user);
    users.set_state(user_id, UserState::disabled);
    Sessions::end_all(transaction, user_id);
    AuditLog(transaction).record({by.user_id, "user.disable", user_id, "", by.origin}, context_.clock());
  });
}

void Administration::enable(const Administrator& by, const std::string& user_id) {
  context_.database.write([&](Transaction& transaction) {
    Users users(transaction);
    refuse_unverified(users.get(user_id));
    users.set_state(user_id, UserState::active);
    AuditLog(transaction).record({by.user_id, "user.enable", user_id, "", by.origin}, context_.clock());
  });
}

void Administration::remove(const Administrator& by, const std::string& user_id, const std::string& reason) {
  remove_account(context_, user_id, {by.user_id, "user.delete", user_id, reason, by.origin});
}

void Administration::end_sessions(const Administrator& by, const std::string& user_id) {
  context_.database.write([&](Transaction& transaction) {
    (void)Users(transaction).get(user_id);
    Sessions::end_all(transaction, user_id);
    AuditLog(transaction).record({by.user_id, "user.end_sessions", user_id, "", by.origin}, context_.clock());
  });
}

void Administration::set_role(const Administrator& by, const std::string& user_id, Role role) {
  context_.database.write([&](Transaction& transaction) {
    Users users(transaction);
    const User user = users.get(user_id);
    if (user.role == role) return;
    refuse_unverified(user);
    if (role == Role::user) keep_an_administrator(transaction, user);
    users.set_role(user_id, role);
    Sessions::end_all(transaction, user_id);
    if (role == Role::user) ApiTokens::revoke_for_administration(transaction, user_id);
    AuditLog(transaction)
        .record({by.user_id, "user.role", user_id, std::string(name_of(role)), by.origin}, context_.clock());
  });
}

void Administration::set_quotas(const Administrator& by, const std::string& user_id, const Quotas& quotas) {
  check_quotas(quotas);
  context_.database.write([&](Transaction& transaction) {
    Users users(transaction);
    (void)users.get(user_id);
    users.set_quotas(user_id, quotas);
    const std::string detail = "images " + text_of(quotas.images) + ", bytes " + text_of(quotas.image_bytes) +
                               ", training seconds " + text_of(quotas.training_seconds_per_day);
    AuditLog(transaction).record({by.user_id, "user.quotas", user_id, detail, by.origin}, context_.clock());
  });
}

void Administration::start_reset(const Administrator& by, const std::string& user_id) {
  context_.database.write([&](Transaction& transaction) {
    const User user = Users(transaction).get(user_id);
    refuse_unverified(user);
    MailQueue(transaction).add(reset_mail(user.email, begin_reset(transaction, by, user)), context_.clock());
  });
  context_.mail_is_waiting();
}

std::string Administration::new_reset_link(const Administrator& by, const std::string& user_id) {
  return context_.database.write(
      [&](Transaction& transaction) { return begin_reset(transaction, by, Users(transaction).get(user_id)); });
}

std::string Administration::begin_reset(Transaction& transaction, const Administrator& by, const User& user) {
  if (user.state == UserState::disabled) {
    throw AccountError(AccountError::Kind::forbidden, "", "This account is disabled. Enable it first.");
  }
  AuditLog(transaction).record({by.user_id, "user.reset", user.id, "", by.origin}, context_.clock());
  return PasswordReset(context_).new_link(transaction, user);
}

std::string Administration::create(const Administrator& by, const UserForm& form) {
  NewUser user{checked_name(form.name), checked_email(form.email), std::nullopt, form.role, UserState::active};
  check_password(form.password, user.email);
  user.password_hash = context_.hasher.hash(form.password);
  return context_.database.write([&](Transaction& transaction) {
    Users users(transaction);
    users.remove_unverified(user.email);
    const std::string id = users.create(user, context_.clock());
    AuditLog(transaction)
        .record({by.user_id, "user.create", id, std::string(name_of(form.role)), by.origin}, context_.clock());
    return id;
  });
}

void Administration::refuse_unverified(const User& user) {
  if (user.state != UserState::unverified) return;
  throw AccountError(AccountError::Kind::forbidden, "",
                     "This address was never confirmed; the registration can be deleted, or is forgotten by itself.");
}

}  // namespace digitnet::serve
