#include "training_budget.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "job_queue.hpp"
#include "users.hpp"

namespace digitnet::serve {
namespace {

constexpr std::chrono::hours kPeriod{24};

std::int64_t left_of(std::int64_t seconds, double used) {
  return std::max<std::int64_t>(seconds - std::llround(used), 0);
}

}  // namespace

std::string duration_text(std::int64_t seconds) {
  return seconds < 120 ? fmt::format("{} seconds", seconds) : fmt::format("{} minutes", seconds / 60);
}

TrainingBudget training_budget(const JobContext& context, Transaction& transaction, const User& user) {
  const Time now = context.now();
  const std::vector<TrainingRun> runs = JobQueue(transaction).runs(user.id, now - kPeriod);
  TrainingBudget budget;
  budget.seconds = user.quotas.training_seconds_per_day.value_or(context.options.training_seconds_per_day);
  double used = 0;
  for (const TrainingRun& run : runs) used += run.seconds;
  budget.left = left_of(budget.seconds, used);
  if (budget.left >= TrainingBudget::kFewestSeconds) return budget;
  for (const TrainingRun& run : runs) {
    used -= run.seconds;
    if (!run.ended_at || left_of(budget.seconds, used) < TrainingBudget::kFewestSeconds) continue;
    budget.until_enough = *run.ended_at + kPeriod - now;
    break;
  }
  return budget;
}

std::chrono::seconds time_left(const JobContext& context, const Job& job) {
  if (job.kind != JobKind::train) return context.options.longest;
  const std::int64_t left = context.database().read([&](Transaction& transaction) {
    const auto user = Users(transaction).find(job.owner_id);
    return user ? training_budget(context, transaction, *user).left : 0;
  });
  return std::min(context.options.longest, std::chrono::seconds(left));
}

}  // namespace digitnet::serve
