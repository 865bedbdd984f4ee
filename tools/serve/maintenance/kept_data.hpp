#pragma once

#include <cstdint>
#include <string>

#include "database.hpp"

namespace digitnet::serve {

/// How much users keep; nothing of what it is.
struct KeptData {
  std::int64_t digits = 0;
  std::int64_t digit_bytes = 0;
  std::int64_t versions = 0;
  std::int64_t version_bytes = 0;
  std::int64_t trainings = 0;
  std::int64_t tests = 0;
  std::int64_t test_bytes = 0;  ///< of the fresh digits
};

/// One user's. As part of the caller's transaction.
[[nodiscard]] KeptData kept_data_of(Transaction& transaction, const std::string& user_id);
/// All users' together.
[[nodiscard]] KeptData kept_data(Transaction& transaction);

}  // namespace digitnet::serve
