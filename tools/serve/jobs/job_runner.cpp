#include "job_runner.hpp"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "audit_log.hpp"
#include "evaluate_job.hpp"
#include "random_id.hpp"
#include "train_job.hpp"
#include "training_budget.hpp"
#include "users.hpp"

namespace digitnet::serve {
namespace {

constexpr std::chrono::seconds kBetweenLooks{1};

std::string too_long(std::chrono::seconds longest, std::chrono::seconds limit) {
  return limit < longest ? "Your training time is used up. There is more within 24 hours."
                         : fmt::format("It took longer than {} seconds.", longest.count());
}

}  // namespace

JobRunner::JobRunner(JobContext& context) : context_(context), id_(random_id()), folder_(context.options.folder, id_) {}

JobRunner::~JobRunner() {
  stop();
}

void JobRunner::start() {
  for (int i = 0; i < context_.options.running; ++i) threads_.emplace_back([this] { run(); });
}

void JobRunner::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stops_ = true;
  }
  wakes_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void JobRunner::wake() {
  {
    const std::scoped_lock lock(mutex_);
    ++woken_;
  }
  wakes_.notify_one();
}

void JobRunner::run() {
  while (!stops_) {
    bool did_one = false;
    try {
      did_one = run_next();
    } catch (const std::exception& error) {
      context_.options.log(fmt::format("jobs: {}", error.what()));
    }
    if (did_one) continue;
    std::unique_lock lock(mutex_);
    wakes_.wait_for(lock, kBetweenLooks, [this] { return stops_ || woken_ > 0; });
    if (woken_ > 0) --woken_;
  }
}

bool JobRunner::run_next() {
  auto job = context_.database().write([&](Transaction& transaction) {
    const Time now = context_.now();
    return JobQueue(transaction).take({id_, now + context_.options.lease}, now);
  });
  if (!job) return false;
  run_job(*std::move(job));
  return true;
}

void JobRunner::run_job(Job job) {
  std::chrono::seconds limit = context_.options.longest;
  try {
    const JobFolder folder(folder_, job.id);
    limit = time_left(context_, job);
    JobRun run(context_, job, folder, {limit, [this] { return stops_.load(); }});
    work_on(run);
  } catch (const JobStopped& stopped) {
    if (stopped.reason == StopReason::too_long) {
      end(job, JobState::failed, too_long(context_.options.longest, limit));
    } else {
      drop(job, stopped.reason);
    }
  } catch (const JobFailed& failed) {
    end(job, JobState::failed, failed.what());
  } catch (const DatabaseError& error) {
    // It stays as it is: whoever finds the lease over takes it up again.
    context_.options.log(fmt::format("job {}: {}", job.id, error.what()));
  } catch (const std::exception& error) {
    context_.options.log(fmt::format("job {}: {}", job.id, error.what()));
    end(job, JobState::failed, "It failed. The administrator finds the reason in the server's log.");
  }
}

void JobRunner::work_on(JobRun& run) {
  run.job().kind == JobKind::train ? finish_training(run) : finish_evaluation(run);
}

// The file first, then all rows at once: a crash between them leaves a file that no row refers to, for the sweep.
void JobRunner::finish_training(JobRun& run) {
  TrainedModel trained = train_model(run);
  run.check();
  Job job = run.job();
  context_.files.put(job.owner_id, kModelFiles, trained.bytes);
  job.state = JobState::done;
  job.progress.share = 1;
  context_.database().write([&](Transaction& transaction) {
    const Time now = context_.now();
    Versions versions(transaction);
    trained.version.owner_id = job.owner_id;
    trained.version.created_by = job.owner_id;
    trained.version.created_at = now;
    trained.version.source = VersionSource::trained;
    job.version_id = versions.add(trained.version);
    for (const ModelScore& score : trained.scores) versions.set_score(score, now);
    if (!JobQueue(transaction).finish(job, now)) throw JobStopped{StopReason::lost};
    AuditLog(transaction).record({job.owner_id, "training.done", job.version_id, "", {}}, now);
  });
}

void JobRunner::finish_evaluation(JobRun& run) {
  const std::vector<ModelScore> scores = evaluate_model(run);
  Job job = run.job();
  job.state = JobState::done;
  job.progress.share = 1;
  context_.database().write([&](Transaction& transaction) {
    const Time now = context_.now();
    for (const ModelScore& score : scores) Versions(transaction).set_score(score, now);
    if (!JobQueue(transaction).finish(job, now)) throw JobStopped{StopReason::lost};
  });
}

void JobRunner::end(Job& job, JobState state, const std::string& problem) {
  job.state = state;
  job.problem = problem;
  try {
    context_.database().write(
        [&](Transaction& transaction) { (void)JobQueue(transaction).finish(job, context_.now()); });
  } catch (const DatabaseError& error) {
    context_.options.log(fmt::format("job {}: {}", job.id, error.what()));
  }
}

void JobRunner::drop(Job& job, StopReason reason) {
  if (reason == StopReason::cancelled) end(job, JobState::cancelled, "");
  if (reason != StopReason::server_stops) return;
  try {
    context_.database().write([&](Transaction& transaction) { JobQueue(transaction).put_back(job); });
  } catch (const DatabaseError& error) {
    context_.options.log(fmt::format("job {}: {}", job.id, error.what()));
  }
}

}  // namespace digitnet::serve
