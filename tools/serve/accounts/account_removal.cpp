#include "account_removal.hpp"

#include <functional>
#include <vector>

#include "account_error.hpp"
#include "attempts.hpp"
#include "mail_queue.hpp"
#include "mail_texts.hpp"
#include "user_fields.hpp"
#include "users.hpp"

namespace digitnet::serve {

void keep_an_administrator(Transaction& transaction, const User& user) {
  if (!user.is_admin() || !user.is_active() || Users(transaction).count().admins > 1) return;
  throw AccountError(AccountError::Kind::forbidden, "",
                     "This is the last administrator. Make somebody else one first.");
}

void remove_account(AccountContext& context, const std::string& user_id, const AuditEntry& entry) {
  using FileDeletion = std::function<void()>;
  const auto file_deletions = context.database.write([&](Transaction& transaction) {
    const Time now = context.clock();
    Users users(transaction);
    const User user = users.get(user_id);
    keep_an_administrator(transaction, user);
    std::vector<FileDeletion> later;
    for (const auto& hook : context.hooks.deletions) later.push_back(hook(transaction, user_id));
    users.remove(user_id);
    Attempts(transaction, now).succeeded(email_key(user.email));
    transaction.change("DELETE FROM mail WHERE recipient = :email", {user.email});
    if (user.state != UserState::unverified) MailQueue(transaction).add(account_deleted_mail(user.email), now);
    AuditLog(transaction).record(entry, now);
    return later;
  });
  context.mail_is_waiting();
  for (const FileDeletion& deletion : file_deletions) {
    if (deletion) deletion();
  }
}

}  // namespace digitnet::serve
