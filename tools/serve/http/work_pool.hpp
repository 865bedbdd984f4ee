#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace digitnet::serve {

/// Threads for work that would keep one that serves connections too long, such as taking a form of megabytes apart or
/// waiting for a database.
class WorkPool {
 public:
  /// At most `most` tasks wait for `threads` threads.
  WorkPool(int threads, std::size_t most);
  ~WorkPool();  ///< finishes what was posted, unless that was abandoned
  WorkPool(const WorkPool&) = delete;
  WorkPool& operator=(const WorkPool&) = delete;

  /// Runs `task`, which must not throw, when the tasks before it have begun. False when too many wait.
  [[nodiscard]] bool post(std::function<void()> task);
  /// Forgets the tasks that wait, and takes no more.
  void abandon();

 private:
  void run();

  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable wakes_;
  std::deque<std::function<void()>> tasks_;
  bool stops_ = false;
  std::vector<std::thread> threads_;  // last: they use the rest
};

}  // namespace digitnet::serve
