#pragma once

#include <string>
#include <string_view>

#include "account_archives.hpp"
#include "accounts.hpp"
#include "kept_data.hpp"

namespace digitnet::serve {

/// What makes sure that an administrator means this user, and says why.
struct DataRequest {
  std::string_view email;   ///< of the user, typed again
  std::string_view reason;  ///< for the audit log, such as who asked how
};

/// What administrators do with what users keep: they see how much it is, never what; a copy of it all, or its end, is
/// for the user who asked for that. Everything goes into the audit log. For any thread.
///
/// All throw AccountError: not found; those that take a request invalid (fields `email`, `reason`).
class UserData {
 public:
  UserData(Accounts& accounts, AccountArchives& archives) : accounts_(accounts), archives_(archives) {}

  [[nodiscard]] KeptData kept_by(const std::string& user_id);
  /// All that is held about the user, to be handed over to them, who are told of it by mail: a ZIP archive.
  [[nodiscard]] std::string export_for(const Administrator& by, const std::string& user_id, const DataRequest& request);
  /// Deletes the user with everything. Throws AccountError (forbidden) for the last administrator, too.
  void remove(const Administrator& by, const std::string& user_id, const DataRequest& request);

 private:
  Accounts& accounts_;
  AccountArchives& archives_;
};

}  // namespace digitnet::serve
