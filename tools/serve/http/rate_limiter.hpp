#pragma once

#include <array>
#include <map>
#include <mutex>

#include "address.hpp"
#include "token_bucket.hpp"

namespace digitnet::serve {

/// A token bucket for each client. For any thread.
class RateLimiter {
 public:
  /// `per_second` 0: without limit.
  RateLimiter(double per_second, double burst) : per_second_(per_second), burst_(burst) {}

  /// Takes a token of the client. Zero when there was one; else how long it will be until there is.
  TokenBucket::Clock::duration take(const Address& client,
                                    TokenBucket::Clock::time_point now = TokenBucket::Clock::now());
  /// Takes tokens of the client that need not be there: until they are, there are none.
  void owe(const Address& client, double tokens, TokenBucket::Clock::time_point now = TokenBucket::Clock::now());

 private:
  struct Shard {
    std::mutex mutex;
    std::map<Address, TokenBucket> buckets;
  };
  /// Calls `use` with the client's bucket.
  template <typename Use>
  auto with_bucket(const Address& client, TokenBucket::Clock::time_point now, Use use);
  void forget_full_buckets(Shard& shard, TokenBucket::Clock::time_point now) const;

  double per_second_;
  double burst_;
  std::array<Shard, 16> shards_;
};

}  // namespace digitnet::serve
