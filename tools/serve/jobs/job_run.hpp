#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "job.hpp"
#include "job_context.hpp"
#include "job_folder.hpp"
#include "job_queue.hpp"
#include "share_right.hpp"

namespace digitnet::serve {

/// Why a job that runs is to be dropped.
enum class StopReason {
  cancelled,     ///< somebody wants it
  lost,          ///< another server has it, or nobody: it is gone
  server_stops,  ///< it waits for another server
  too_long,
};

struct JobStopped {
  StopReason reason;
};

/// What a job that runs failed with: a sentence for its owner; what the operator should know goes to the log.
class JobFailed : public Error {
 public:
  using Error::Error;
};

/// One try of a job: tells the database that it goes on, runs the programs that do the work, and stops when it must.
class JobRun {
 public:
  struct Limits {
    std::chrono::seconds longest;
    std::function<bool()> server_stops;
  };

  /// Writes down in `job` how far it comes; job and folder outlive it.
  JobRun(JobContext& context, Job& job, const JobFolder& folder, Limits limits);

  [[nodiscard]] JobContext& context() { return context_; }
  [[nodiscard]] Job& job() { return job_; }
  [[nodiscard]] const JobFolder& folder() const { return folder_; }

  /// How far it is; the database learns it within a second.
  void report(const std::string& phase, double share);
  void report(const JobProgress& progress) { job_.progress = progress; }
  /// Throws JobStopped when it must not go on. Renews the lease when it is time to.
  void check();
  /// Runs `digitnet` with these words in the job's folder, and gives each line of its output to `take`. Returns its
  /// exit code. Throws JobStopped, FileError.
  int run_program(const std::vector<std::string>& words, const std::function<void(const std::string&)>& take);
  /// Runs `digitnet evaluate`. Throws JobFailed, and as run_program().
  struct Measured {
    ShareRight right;
    double loss = 0;
    std::string json;
  };
  Measured evaluate(const std::string& model_file, const std::vector<std::string>& data_words);

 private:
  void renew();

  JobContext& context_;
  Job& job_;
  const JobFolder& folder_;
  Limits limits_;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point renewed_;
  std::chrono::steady_clock::time_point tried_;
};

/// How many threads one job computes with.
[[nodiscard]] int job_threads(const JobOptions& options);

}  // namespace digitnet::serve
