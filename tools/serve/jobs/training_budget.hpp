#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "job.hpp"
#include "job_context.hpp"
#include "user.hpp"

namespace digitnet::serve {

/// How much a user may still train: within any 24 hours `seconds` in all. A training counts for 24 hours after it
/// ended.
struct TrainingBudget {
  static constexpr std::int64_t kFewestSeconds = 30;  ///< that a training begins with

  std::int64_t seconds = 0;
  std::int64_t left = 0;
  /// Until so few are left no more; 0 when it is so now, or never will be.
  std::chrono::milliseconds until_enough{0};
};

/// `90 seconds`, `30 minutes`.
[[nodiscard]] std::string duration_text(std::int64_t seconds);

[[nodiscard]] TrainingBudget training_budget(const JobContext& context, Transaction& transaction, const User& user);

/// How long a job may run now.
[[nodiscard]] std::chrono::seconds time_left(const JobContext& context, const Job& job);

}  // namespace digitnet::serve
