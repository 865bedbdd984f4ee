#include "jobs.hpp"

#include <chrono>
#include <utility>

#include "account_error.hpp"
#include "audit_log.hpp"
#include "job_queue.hpp"
#include "versions.hpp"

namespace digitnet::serve {
namespace {

constexpr std::chrono::hours kBetweenCleanings{1};

}  // namespace

Jobs::Jobs(const JobParts& parts, JobOptions options)
    : context_{parts.accounts, parts.files, parts.samples, std::move(options), parts.own_model},
      training_(context_),
      versions_(context_),
      promotion_(context_),
      updates_(context_, promotion_),
      shelf_(context_),
      served_(context_, shelf_, parts.serve),
      runner_(context_) {
  context_.job_is_waiting = [this] { runner_.wake(); };
  context_.served_has_changed = [this] { served_.wake(); };
  versions_.add_hooks(context_.accounts.hooks);
}

void Jobs::start() {
  served_.start();
  runner_.start();
  cleaner_ = std::make_unique<PeriodicThread>(kBetweenCleanings, [this] { clean_up(); });
}

void Jobs::stop() {
  cleaner_.reset();
  runner_.stop();
  served_.stop();
}

void Jobs::own_model_has_changed() {
  shelf_.clear();
  served_.load_again();
}

Page<Job> Jobs::jobs(PageRequest page) {
  return context_.database().read([&](Transaction& transaction) { return JobQueue(transaction).list(page); });
}

JobCounts Jobs::counts() {
  return context_.database().read(
      [&](Transaction& transaction) { return JobQueue(transaction).count(context_.now()); });
}

void Jobs::cancel(const Administrator& by, const std::string& job_id) {
  context_.database().write([&](Transaction& transaction) {
    JobQueue queue(transaction);
    const auto job = queue.find(job_id);
    if (!job) throw AccountError(AccountError::Kind::not_found, "", "There is no such job.");
    if (!queue.cancel(job_id, context_.now())) return;
    AuditLog(transaction).record({by.user_id, "job.cancel", job_id, "", by.origin}, context_.now());
  });
}

void Jobs::clean_up() {
  context_.database().write([&](Transaction& transaction) {
    JobQueue(transaction).clean_up(context_.now());
    Versions(transaction).clean_up_scores(context_.own_model()->sha256);
  });
}

}  // namespace digitnet::serve
