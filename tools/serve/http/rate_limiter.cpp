#include "rate_limiter.hpp"

namespace digitnet::serve {
namespace {

// Of each shard; about 6 MB altogether.
constexpr std::size_t kMostBuckets = 4096;

std::size_t shard_of(const Address& key) {
  std::size_t sum = 0;
  for (const auto byte : key) sum = sum * 31 + byte;
  return sum;
}

}  // namespace

template <typename Use>
auto RateLimiter::with_bucket(const Address& client, TokenBucket::Clock::time_point now, Use use) {
  const Address key = client_key(client);
  Shard& shard = shards_[shard_of(key) % shards_.size()];
  const std::lock_guard lock(shard.mutex);
  if (shard.buckets.size() >= kMostBuckets && !shard.buckets.contains(key)) forget_full_buckets(shard, now);
  return use(shard.buckets.try_emplace(key, burst_, now).first->second);
}

TokenBucket::Clock::duration RateLimiter::take(const Address& client, TokenBucket::Clock::time_point now) {
  if (per_second_ <= 0) return {};
  return with_bucket(client, now, [&](TokenBucket& bucket) { return bucket.take(per_second_, burst_, now); });
}

void RateLimiter::owe(const Address& client, double tokens, TokenBucket::Clock::time_point now) {
  if (per_second_ <= 0) return;
  with_bucket(client, now, [&](TokenBucket& bucket) { bucket.owe(tokens, per_second_, burst_, now); });
}

// When none is full, as under an attack from thousands of addresses, all begin anew: memory comes before fairness.
void RateLimiter::forget_full_buckets(Shard& shard, TokenBucket::Clock::time_point now) const {
  std::erase_if(shard.buckets, [&](const auto& entry) { return entry.second.is_full(per_second_, burst_, now); });
  if (shard.buckets.size() >= kMostBuckets) shard.buckets.clear();
}

}  // namespace digitnet::serve
