#pragma once

#include <mutex>
#include <string>

#include "account_context.hpp"
#include "request_origin.hpp"
#include "server_folder.hpp"

namespace digitnet::serve {

/// All that the server holds about a user, as a ZIP archive. For any thread; one at a time is made, since an archive
/// may be as large as a user's quota. What a server that was killed was making goes at the next start.
///
/// Both throw AccountError (not found; busy while another is made) and FileError.
class AccountArchives {
 public:
  /// They are made in a folder of this server's in `folder`. Throws FileError.
  AccountArchives(AccountContext& context, const std::string& folder);

  /// The bytes of the archive.
  [[nodiscard]] std::string make(const std::string& user_id);
  /// For the user, who finds in the audit log that it was taken.
  [[nodiscard]] std::string make_own(const std::string& user_id, const RequestOrigin& origin);

 private:
  AccountContext& context_;
  ServerFolder folder_;
  std::mutex mutex_;
};

}  // namespace digitnet::serve
