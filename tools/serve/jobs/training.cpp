#include "training.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "account_error.hpp"
#include "audit_log.hpp"
#include "job_queue.hpp"
#include "mnist_files.hpp"
#include "served_rows.hpp"
#include "users.hpp"
#include "versions.hpp"

namespace digitnet::serve {
namespace {

using Kind = AccountError::Kind;

Job job_of(Transaction& transaction, const User& user, const std::string& job_id) {
  auto job = JobQueue(transaction).find(job_id);
  if (!job || job->owner_id != user.id || job->kind != JobKind::train) {
    throw AccountError(Kind::not_found, "", "There is no such training.");
  }
  return *std::move(job);
}

/// What a training starts from; empty: what the server was started with.
std::string parent_of(Transaction& transaction, const User& user, bool from_served) {
  const auto chosen = from_served ? std::nullopt : Versions(transaction).chosen(user.id);
  const auto parent = chosen ? chosen : ServedRows(transaction).version();
  return parent ? parent->sha256 : "";
}

}  // namespace

void TrainingNeeds::check() const {
  if (open) throw AccountError(Kind::taken, "", "A training of yours waits or runs already.");
  if (digits < kFewestDigits || labels < kFewestLabels) {
    throw AccountError(Kind::invalid, "",
                       fmt::format("Training needs {} labelled digits of {} kinds at least; you have {} of {}.",
                                   kFewestDigits, kFewestLabels, digits, labels));
  }
  if (versions >= kMostVersions) {
    throw AccountError(Kind::taken, "",
                       fmt::format("You have {} versions, more are not kept. Delete one first.", versions));
  }
  if (budget.left < TrainingBudget::kFewestSeconds) {
    throw AccountError(Kind::too_many, "",
                       fmt::format("Your training time is used up: {} within 24 hours.", duration_text(budget.seconds)),
                       budget.until_enough);
  }
  if (!has_mnist) throw AccountError(Kind::busy, "", kNoMnist);
}

std::string TrainingNeeds::obstacle() const {
  try {
    check();
    return "";
  } catch (const AccountError& error) {
    return error.what();
  }
}

TrainingNeeds Training::needs(Transaction& transaction, const User& user, const SampleCounts& digits) const {
  TrainingNeeds needs;
  for (const std::int64_t count : digits.by_label) {
    needs.digits += count;
    needs.labels += count > 0 ? 1 : 0;
  }
  needs.versions = Versions(transaction).count(user.id);
  needs.budget = training_budget(context_, transaction, user);
  needs.open = JobQueue(transaction).open(user.id, JobKind::train);
  needs.has_mnist = has_mnist_training_images(context_.options);
  return needs;
}

TrainingNeeds Training::needs(const User& user) {
  const SampleCounts digits = context_.samples.count(user.id);
  return context_.database().read([&](Transaction& transaction) { return needs(transaction, user, digits); });
}

std::string Training::start(const User& user, bool from_served, const RequestOrigin& origin) {
  const SampleCounts digits = context_.samples.count(user.id);
  std::string id = context_.database().write([&](Transaction& transaction) {
    const Time now = context_.now();
    needs(transaction, Users(transaction).get(user.id), digits).check();
    std::string job =
        JobQueue(transaction).add({JobKind::train, user.id, parent_of(transaction, user, from_served), ""}, now);
    AuditLog(transaction).record({user.id, "training.start", job, "", origin}, now);
    return job;
  });
  context_.job_is_waiting();
  return id;
}

Job Training::get(const User& user, const std::string& job_id) {
  return context_.database().read([&](Transaction& transaction) { return job_of(transaction, user, job_id); });
}

Page<Job> Training::list(const User& user, PageRequest page) {
  return context_.database().read(
      [&](Transaction& transaction) { return JobQueue(transaction).list(user.id, JobKind::train, page); });
}

void Training::cancel(const User& user, const std::string& job_id, const RequestOrigin& origin) {
  context_.database().write([&](Transaction& transaction) {
    const Time now = context_.now();
    (void)job_of(transaction, user, job_id);
    if (!JobQueue(transaction).cancel(job_id, now)) return;
    AuditLog(transaction).record({user.id, "training.cancel", job_id, "", origin}, now);
  });
}

}  // namespace digitnet::serve
