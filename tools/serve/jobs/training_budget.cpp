#include "training_budget.hpp"

#include <algorithm>

#include "job_queue.hpp"
#include "users.hpp"

namespace digitnet::serve {
namespace {

constexpr std::chrono::hours kPeriod{24};

}  // namespace

TrainingBudget training_budget(const JobContext& context, Transaction& transaction, const User& user) {
  const Time since = context.now() - kPeriod;
  JobQueue queue(transaction);
  TrainingBudget budget;
  budget.seconds = user.quotas.training_seconds_per_day.value_or(context.options.training_seconds_per_day);
  const auto used = static_cast<std::int64_t>(queue.seconds_trained(user.id, since) + 0.5);
  budget.left = std::max<std::int64_t>(budget.seconds - used, 0);
  if (const auto first = queue.first_trained(user.id, since)) budget.until_more = *first + kPeriod - context.now();
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
