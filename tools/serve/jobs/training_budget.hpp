#pragma once

#include <chrono>
#include <cstdint>

#include "job.hpp"
#include "job_context.hpp"
#include "user.hpp"

namespace digitnet::serve {

/// How much a user may still train: within any 24 hours `seconds` in all.
struct TrainingBudget {
  std::int64_t seconds = 0;
  std::int64_t left = 0;
  std::chrono::milliseconds until_more{0};  ///< when there is none left
};

[[nodiscard]] TrainingBudget training_budget(const JobContext& context, Transaction& transaction, const User& user);

/// How long a job may run now.
[[nodiscard]] std::chrono::seconds time_left(const JobContext& context, const Job& job);

}  // namespace digitnet::serve
