#include "smooth_clock.hpp"

#include <algorithm>
#include <ctime>
#include <utility>

namespace digitnet::serve {
namespace {

constexpr std::chrono::hours kTakenAtOnce{24};

}  // namespace

std::chrono::nanoseconds time_since_boot() {
  timespec time{};
  clock_gettime(CLOCK_BOOTTIME, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

SmoothClock::SmoothClock(Clock machine, Elapsed elapsed)
    : machine_(std::move(machine)), elapsed_(std::move(elapsed)), last_(machine_()), last_elapsed_(elapsed_()) {}

Time SmoothClock::now() {
  const std::scoped_lock lock(mutex_);
  const auto elapsed = elapsed_();
  const auto step = std::max(elapsed - last_elapsed_, std::chrono::nanoseconds(0));
  last_elapsed_ = elapsed;
  last_ += step;
  const PreciseTime machine = machine_();
  const auto behind = machine - last_;
  if (std::chrono::abs(behind) > kTakenAtOnce) {
    last_ = machine;
  } else {
    last_ += std::clamp<std::chrono::nanoseconds>(behind, -step / 2, step);
  }
  return std::chrono::floor<std::chrono::milliseconds>(last_);
}

}  // namespace digitnet::serve
