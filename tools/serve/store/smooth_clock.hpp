#pragma once

#include <chrono>
#include <functional>
#include <mutex>

#include "clock.hpp"

namespace digitnet::serve {

/// How long this machine runs, the time that it slept included. Nobody can set it.
[[nodiscard]] std::chrono::nanoseconds time_since_boot();

/// Tells the time without jumps when somebody sets the machine's clock: sessions, leases and waits would end at once by
/// them, or never. It begins with the machine's clock, goes by time_since_boot(), and follows what was set at twice or
/// half the speed, so an hour is made up for within one or two. More than a day is taken at once: the clock was not set
/// at all before. For any thread.
class SmoothClock {
 public:
  using Elapsed = std::function<std::chrono::nanoseconds()>;

  explicit SmoothClock(Clock machine = system_time, Elapsed elapsed = time_since_boot);

  [[nodiscard]] Time now();

 private:
  using PreciseTime = std::chrono::sys_time<std::chrono::nanoseconds>;

  Clock machine_;
  Elapsed elapsed_;
  std::mutex mutex_;
  PreciseTime last_;
  std::chrono::nanoseconds last_elapsed_;
};

}  // namespace digitnet::serve
