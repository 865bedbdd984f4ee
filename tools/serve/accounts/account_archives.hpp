#pragma once

#include <filesystem>
#include <mutex>
#include <string>
#include <utility>

#include "account_context.hpp"

namespace digitnet::serve {

/// All that the server holds about a user, as a ZIP archive. For any thread; one at a time is made, since an archive
/// may be as large as a user's quota.
class AccountArchives {
 public:
  /// They are made in `folder`.
  AccountArchives(AccountContext& context, std::filesystem::path folder)
      : context_(context), folder_(std::move(folder)) {}

  /// The bytes of the archive. Throws AccountError (not found) and FileError.
  [[nodiscard]] std::string make(const std::string& user_id);

 private:
  AccountContext& context_;
  std::filesystem::path folder_;
  std::mutex mutex_;
};

}  // namespace digitnet::serve
