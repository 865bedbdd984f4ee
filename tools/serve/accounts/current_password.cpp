#include "current_password.hpp"

#include "account_error.hpp"
#include "attempts.hpp"
#include "audit_log.hpp"
#include "password_policy.hpp"
#include "users.hpp"

namespace digitnet::serve {

void check_current_password(AccountContext& context, const SignedIn& who, std::string_view password,
                            const RequestOrigin& origin) {
  const std::string& user_id = who.user.id;
  const auto hash = context.database.write([&](Transaction& transaction) {
    auto found = Users(transaction).password_hash(user_id);
    if (found) Attempts(transaction, context.clock()).count(kPasswordChecksPerUser, user_id);
    return found;
  });
  if (!hash) return Sessions(context).require_recent_authentication(who.session);
  if (password.size() <= kMostPasswordBytes && context.hasher.verify(*hash, password)) return;
  context.database.write([&](Transaction& transaction) {
    AuditLog(transaction).record({user_id, "reauthentication.failed", user_id, "", origin}, context.clock());
  });
  throw AccountError(AccountError::Kind::wrong_credentials, "current_password", "This is not your password.");
}

}  // namespace digitnet::serve
