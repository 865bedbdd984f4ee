#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace digitnet::serve {

/// Cuts connections whose server took a question and says nothing any more: libpq would wait for it forever.
class SilentServerWatch {
 public:
  SilentServerWatch();
  ~SilentServerWatch();
  SilentServerWatch(const SilentServerWatch&) = delete;
  SilentServerWatch& operator=(const SilentServerWatch&) = delete;

  /// While it lives, its socket is shut down when `limit` has passed.
  class Turn {
   public:
    Turn(SilentServerWatch& watch, int socket, std::chrono::milliseconds limit);
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    SilentServerWatch& watch_;
    int socket_;
  };

 private:
  void watch();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<int, std::chrono::steady_clock::time_point> ends_;
  bool used_ = false;    // since the thread looked last
  bool asleep_ = false;  // until it is told
  bool stops_ = false;
  std::thread thread_;
};

}  // namespace digitnet::serve
