#pragma once

#include <string>
#include <string_view>

#include "account_context.hpp"
#include "request_origin.hpp"
#include "user.hpp"
#include "users.hpp"

namespace digitnet::serve {

/// Who acts as administrator.
struct Administrator {
  std::string user_id;  ///< or `command` for `digitnet user`
  RequestOrigin origin;
};

/// A user whom the command makes.
struct UserForm {
  std::string_view name;
  std::string_view email;
  std::string_view password;  ///< judged as in a registration
  Role role = Role::user;
};

/// What administrators do with the accounts of others; that the caller is one is the caller's to check, that the last
/// active administrator stays one is checked here. Everything goes into the audit log. For any thread.
///
/// All throw AccountError: not found; forbidden where the last administrator would go, or where the state does not
/// allow it.
class Administration {
 public:
  explicit Administration(AccountContext& context) : context_(context) {}

  [[nodiscard]] Page<User> search(const UserSearch& search, PageRequest page);
  [[nodiscard]] UserCounts count();
  [[nodiscard]] User get(const std::string& user_id);

  /// Ends sessions at once; API tokens are refused for as long as it lasts.
  void disable(const Administrator& by, const std::string& user_id);
  void enable(const Administrator& by, const std::string& user_id);
  /// `reason` goes into the audit log.
  void remove(const Administrator& by, const std::string& user_id, const std::string& reason = "");
  void end_sessions(const Administrator& by, const std::string& user_id);
  /// Ends sessions, and who is no administrator any more has no API token for that: the next login gives the new
  /// rights. Throws AccountError (forbidden) for one whose address was never confirmed, and for the last administrator.
  void set_role(const Administrator& by, const std::string& user_id, Role role);
  /// Throws AccountError (invalid) for a negative one.
  void set_quotas(const Administrator& by, const std::string& user_id, const Quotas& quotas);
  /// Mails the user a link to set a new password. No administrator sets one, or sees the link.
  void start_reset(const Administrator& by, const std::string& user_id);
  /// The same link for who runs the server, `digitnet user reset-password`; never for a page.
  [[nodiscard]] std::string new_reset_link(const Administrator& by, const std::string& user_id);
  /// An active user, from the command line: no mail is sent. Gives back the id. Throws AccountError: invalid, taken.
  std::string create(const Administrator& by, const UserForm& form);

 private:
  std::string begin_reset(Transaction& transaction, const Administrator& by, const User& user);
  static void refuse_unverified(const User& user);

  AccountContext& context_;
};

}  // namespace digitnet::serve
