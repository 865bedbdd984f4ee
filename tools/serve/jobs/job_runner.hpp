#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "job_context.hpp"
#include "job_folder.hpp"
#include "job_run.hpp"

namespace digitnet::serve {

/// The threads that run jobs, each in child processes of the lowest priority. What one server leaves, by stopping or by
/// being killed, another takes up, or the same one when it is back.
class JobRunner {
 public:
  /// Throws FileError when the folder cannot be made.
  explicit JobRunner(JobContext& context);
  ~JobRunner();  ///< as stop()
  JobRunner(const JobRunner&) = delete;
  JobRunner& operator=(const JobRunner&) = delete;

  void start();
  /// Ends the children; their jobs wait for another server, or for this one to come back.
  void stop();
  /// A job may wait.
  void wake();

 private:
  void run();
  bool run_next();
  void run_job(Job job);
  void work_on(JobRun& run);
  void finish_training(JobRun& run);
  void finish_evaluation(JobRun& run);
  void end(Job& job, JobState state, const std::string& problem);
  void drop(Job& job, StopReason reason);

  JobContext& context_;
  std::string id_;
  ServerFolder folder_;
  std::mutex mutex_;
  std::condition_variable wakes_;
  int woken_ = 0;
  std::atomic<bool> stops_ = false;
  std::vector<std::thread> threads_;  // last: they use the rest
};

}  // namespace digitnet::serve
