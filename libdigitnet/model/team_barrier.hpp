#pragma once

#include <atomic>
#include <thread>

namespace digitnet {

/// Where the threads of a team wait for one another between steps of some microseconds.
///
/// OpenMP's own barrier costs as much as such a step, and on a busy machine it spins through the time slice of the very
/// thread that it waits for; this one gives the processor up when the others do not come soon.
class TeamBarrier {
 public:
  /// Returns when all `threads` threads have called it.
  void wait(int threads) noexcept {
    const unsigned round = round_.load(std::memory_order_relaxed);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads) {
      arrived_.store(0, std::memory_order_relaxed);
      round_.store(round + 1, std::memory_order_release);
      return;
    }
    for (int turns = 0; round_.load(std::memory_order_acquire) == round; ++turns)
      if (turns >= kBriefTurns) std::this_thread::yield();
  }

 private:
  static constexpr int kBriefTurns = 20000;  // some 10 us

  // Apart from what they stand beside, so that waiting threads do not slow the others down.
  alignas(64) std::atomic<unsigned> round_{0};
  alignas(64) std::atomic<int> arrived_{0};
};

}  // namespace digitnet
