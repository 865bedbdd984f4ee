#pragma once

#include <filesystem>
#include <string>

#include "account_context.hpp"

namespace digitnet::serve {

/// All that the server holds about a user, as the bytes of a ZIP archive, which is made in `folder`. Throws
/// AccountError (not found) and FileError.
[[nodiscard]] std::string account_archive(AccountContext& context, const std::string& user_id,
                                          const std::filesystem::path& folder);

}  // namespace digitnet::serve
