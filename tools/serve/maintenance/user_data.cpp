#include "user_data.hpp"

#include "account_error.hpp"
#include "mail_texts.hpp"
#include "note.hpp"
#include "user_fields.hpp"
#include "users.hpp"

namespace digitnet::serve {
namespace {

using Kind = AccountError::Kind;

/// Gives back the reason.
std::string check_request(const User& user, const DataRequest& request) {
  if (email_key(request.email) != email_key(user.email)) {
    throw AccountError(Kind::invalid, "email", "Type the address of this user, so that nobody else is meant.");
  }
  std::string reason = checked_note(request.reason, "reason");
  if (reason.empty()) throw AccountError(Kind::invalid, "reason", "Say who asked for it, and how.");
  return reason;
}

}  // namespace

KeptData UserData::kept_by(const std::string& user_id) {
  return accounts_.context().database.read([&](Transaction& transaction) {
    (void)Users(transaction).get(user_id);
    return kept_data_of(transaction, user_id);
  });
}

std::string UserData::export_for(const Administrator& by, const std::string& user_id, const DataRequest& request) {
  const User user = accounts_.administration().get(user_id);
  const std::string reason = check_request(user, request);
  AccountContext& context = accounts_.context();
  // First noted, then made: no copy leaves without a trace.
  context.database.write([&](Transaction& transaction) {
    const Time now = context.clock();
    AuditLog(transaction).record({by.user_id, "user.export", user_id, reason, by.origin}, now);
    if (user.state != UserState::unverified) {
      MailQueue(transaction).add(account_exported_mail(user.email, context.public_url), now);
    }
  });
  context.mail_is_waiting();
  return archives_.make(user_id);
}

void UserData::remove(const Administrator& by, const std::string& user_id, const DataRequest& request) {
  const std::string reason = check_request(accounts_.administration().get(user_id), request);
  accounts_.administration().remove(by, user_id, reason);
}

}  // namespace digitnet::serve
