#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "job_context.hpp"

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

  [[nodiscard]] const std::string& id() const { return id_; }

 private:
  void run();
  bool run_one();

  JobContext& context_;
  std::string id_;
  std::string folder_;
  int lock_ = -1;  // of the folder, while this server lives
  std::mutex mutex_;
  std::condition_variable wakes_;
  bool is_woken_ = false;
  std::atomic<bool> stops_ = false;
  std::vector<std::thread> threads_;  // last: they use the rest
};

}  // namespace digitnet::serve
