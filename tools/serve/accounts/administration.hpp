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

/// What administrators do with the accounts of others; that the caller is one is the caller's to check, that the last
/// active administrator stays one is checked here. Everything goes into the audit log. For any thread.
///
/// All throw AccountError: not found; forbidden where the last administrator would go.
class Administration {
 public:
  explicit Administration(AccountContext& context) : context_(context) {}

  [[nodiscard]] Page<User> search(const UserSearch& search, PageRequest page);
  [[nodiscard]] UserCounts count();
  [[nodiscard]] User get(const std::string& user_id);

  /// Ends sessions at once; API tokens are refused for as long as it lasts.
  void disable(const Administrator& by, const std::string& user_id);
  void enable(const Administrator& by, const std::string& user_id);
  void remove(const Administrator& by, const std::string& user_id);
  void end_sessions(const Administrator& by, const std::string& user_id);
  /// Ends sessions: the next login gives the new rights.
  void set_role(const Administrator& by, const std::string& user_id, Role role);
  /// Throws AccountError (invalid) for a negative one.
  void set_quotas(const Administrator& by, const std::string& user_id, const Quotas& quotas);
  /// Mails the user a link to set a new password. No administrator sets one, or sees the link.
  void start_reset(const Administrator& by, const std::string& user_id);
  /// An active user from the command line; the password is checked as in a registration. Gives back the id. Throws
  /// AccountError: invalid, taken.
  std::string create(const Administrator& by, const NewUser& user, std::string_view password);

 private:
  AccountContext& context_;
};

}  // namespace digitnet::serve
