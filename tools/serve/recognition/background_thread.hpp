#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace digitnet::serve {

/// A thread for work that would keep one that serves connections too long, such as taking a form of megabytes apart.
class BackgroundThread {
 public:
  /// At most `most` tasks wait.
  explicit BackgroundThread(std::size_t most);
  ~BackgroundThread();  ///< finishes what was posted
  BackgroundThread(const BackgroundThread&) = delete;
  BackgroundThread& operator=(const BackgroundThread&) = delete;

  /// Runs `task`, which must not throw, after those before it. False when too many wait.
  [[nodiscard]] bool post(std::function<void()> task);

 private:
  void run();

  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable wakes_;
  std::deque<std::function<void()>> tasks_;
  bool stops_ = false;
  std::thread thread_;  // last: it uses the rest
};

}  // namespace digitnet::serve
