#pragma once

#include <atomic>

namespace digitnet {

/// Where the threads of a team wait for one another between steps of some microseconds.
///
/// OpenMP's own barrier costs as much as such a step, and on a busy machine it spins through the time slice of the very
/// thread that it waits for; this one spins for some microseconds and then sleeps.
class TeamBarrier {
 public:
  /// Returns when all `threads` threads have called it.
  void wait(int threads) noexcept {
    const unsigned round = round_.load(std::memory_order_relaxed);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads) {
      arrived_.store(0, std::memory_order_relaxed);
      round_.store(round + 1, std::memory_order_release);
      round_.notify_all();
      return;
    }
    for (int turn = 0; turn < kBriefTurns; ++turn)
      if (round_.load(std::memory_order_acquire) != round) return;
    round_.wait(round, std::memory_order_acquire);
  }

 private:
  static constexpr int kBriefTurns = 5000;

  // Apart from each other and from what they stand beside, so that waiting threads do not slow the others down.
  alignas(64) std::atomic<unsigned> round_{0};
  alignas(64) std::atomic<int> arrived_{0};
};

}  // namespace digitnet
