#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace digitnet::serve {

/// A thread that does something every now and then, and when it is woken.
class PeriodicThread {
 public:
  /// `work` runs at once, and then `period` after it ended. What it throws is for it to report: here it is dropped.
  PeriodicThread(std::chrono::milliseconds period, std::function<void()> work);
  ~PeriodicThread();  ///< waits for work that runs
  PeriodicThread(const PeriodicThread&) = delete;
  PeriodicThread& operator=(const PeriodicThread&) = delete;

  void wake();

 private:
  void run();

  const std::chrono::milliseconds period_;
  const std::function<void()> work_;
  std::mutex mutex_;
  std::condition_variable wakes_;
  bool is_woken_ = false;
  bool stops_ = false;
  std::thread thread_;  // last: it uses the rest
};

}  // namespace digitnet::serve
