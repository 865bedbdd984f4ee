#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "clock.hpp"
#include "database.hpp"
#include "job.hpp"
#include "page.hpp"

namespace digitnet::serve {

struct NewJob {
  JobKind kind = JobKind::train;
  std::string owner_id;
  std::string subject_sha256;
  std::string version_id;
};

/// Which server runs a job, and for how long the others believe it.
struct JobLease {
  std::string runner;
  Time ends_at;
};

/// For how long a training ran.
struct TrainingRun {
  double seconds = 0;
  std::optional<Time> ended_at;
};

struct JobCounts {
  std::int64_t queued = 0;
  std::int64_t running = 0;
  std::int64_t failed = 0;  ///< that ended within the last day
};

/// The rows of jobs, as part of the caller's transaction.
class JobQueue {
 public:
  /// A job that is left by a server this often has a fault of its own, and fails.
  static constexpr int kMostTries = 3;

  explicit JobQueue(Transaction& transaction) : transaction_(transaction) {}

  /// Gives back the id. Throws AccountError (taken) when a training of this user's waits or runs.
  std::string add(const NewJob& job, Time now);
  [[nodiscard]] std::optional<Job> find(const std::string& id);
  /// The latest first: one user's of a kind, or all.
  [[nodiscard]] Page<Job> list(const std::string& owner_id, JobKind kind, PageRequest page);
  [[nodiscard]] Page<Job> list(PageRequest page);
  /// One that waits or runs.
  [[nodiscard]] std::optional<Job> open(const std::string& owner_id, JobKind kind);
  /// The latest evaluation of a version, be it over or not.
  [[nodiscard]] std::optional<Job> last_evaluation(const std::string& version_id);
  [[nodiscard]] JobCounts count(Time now);
  /// The trainings of this user's that ran and ended after `since`, or run; those that ended first are the first.
  [[nodiscard]] std::vector<TrainingRun> runs(const std::string& owner_id, Time since);

  /// Takes the job that waits the longest, or whose server is silent, for `lease.runner`; it runs from now on. Those of
  /// users who are disabled wait.
  [[nodiscard]] std::optional<Job> take(const JobLease& lease, Time now);
  /// The runner is alive, and has come as far as `job` says. Gives back whether it is to stop, because somebody wants
  /// that or its owner is disabled; nothing when the job is not this runner's any more: it is to be dropped without a
  /// trace.
  [[nodiscard]] std::optional<bool> renew(const Job& job, const JobLease& lease);
  /// Waits again, as if this try had never begun: its server stops.
  void put_back(const Job& job);
  /// Ends a job that this runner runs, as its `state`, `problem`, `version_id` and `progress` say; false, and nothing
  /// changes, when it is not this runner's any more.
  [[nodiscard]] bool finish(const Job& job, Time now);

  /// Ends one that waits, and has one that runs ended by its server. False when it is over, or is being ended already.
  bool cancel(const std::string& id, Time now);
  /// Forgets what ended long ago.
  void clean_up(Time now);

 private:
  Transaction& transaction_;
};

}  // namespace digitnet::serve
