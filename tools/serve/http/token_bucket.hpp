#pragma once

#include <algorithm>
#include <chrono>

namespace digitnet::serve {

/// Tokens that come back at a constant rate, up to a burst.
class TokenBucket {
 public:
  using Clock = std::chrono::steady_clock;

  explicit TokenBucket(double burst, Clock::time_point now = Clock::now()) : tokens_(burst), filled_(now) {}

  /// Takes a token. Zero when there was one; else how long it will be until there is.
  Clock::duration take(double per_second, double burst, Clock::time_point now) {
    fill(per_second, burst, now);
    if (tokens_ >= 1) {
      tokens_ -= 1;
      return Clock::duration::zero();
    }
    const std::chrono::duration<double> wait((1 - tokens_) / per_second);
    return std::max<Clock::duration>(std::chrono::duration_cast<Clock::duration>(wait), std::chrono::microseconds(1));
  }

  /// Takes tokens that need not be there: until they are, there are none.
  void owe(double tokens, double per_second, double burst, Clock::time_point now) {
    fill(per_second, burst, now);
    tokens_ -= tokens;
  }

  /// Whether nothing is remembered that a new bucket would not know.
  [[nodiscard]] bool is_full(double per_second, double burst, Clock::time_point now) const {
    TokenBucket later = *this;
    later.fill(per_second, burst, now);
    return later.tokens_ >= burst;
  }

 private:
  void fill(double per_second, double burst, Clock::time_point now) {
    const double seconds = std::chrono::duration<double>(now - filled_).count();
    if (seconds <= 0) return;
    tokens_ = std::min(burst, tokens_ + seconds * per_second);
    filled_ = now;
  }

  double tokens_;
  Clock::time_point filled_;
};

}  // namespace digitnet::serve
