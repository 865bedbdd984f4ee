#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "database.hpp"

namespace digitnet::serve {

/// Takes one file of an export: its name inside the archive, such as `images/ab12.png`, and its bytes.
using ExportSink = std::function<void(const std::string& name, std::string_view bytes)>;

/// What other rooms do when an account is exported or deleted. Filled before the server starts.
struct AccountHooks {
  /// Called in the transaction that deletes the user, before its rows go; what it returns, which may be empty, runs
  /// once that is durable, to delete files. It is run again at no time: what it leaves behind is for `digitnet db
  /// check`.
  std::vector<std::function<std::function<void()>(Transaction&, const std::string& user_id)>> deletions;
  /// Gives all that the room holds about the user to the sink.
  std::vector<std::function<void(const std::string& user_id, const ExportSink& sink)>> exports;
};

}  // namespace digitnet::serve
