#pragma once

// Counter-based random numbers: the i-th number of a stream is a hash of the stream's key and i, so that it does not
// depend on who draws it or in which order. The hash is the finaliser of SplitMix64 (Steele, Lea & Flood 2014).

#include <cstddef>
#include <cstdint>
#include <span>

namespace digitnet {

/// Scrambles 64 bits one to one.
[[nodiscard]] std::uint64_t mix(std::uint64_t bits) noexcept;

/// The key of a stream of its own for each pair (`key`, `index`).
[[nodiscard]] std::uint64_t derive_key(std::uint64_t key, std::uint64_t index) noexcept;

/// Number `index` of stream `key`, uniform over [0, 1) in steps of 2^-53.
[[nodiscard]] double random_unit(std::uint64_t key, std::uint64_t index) noexcept;

/// One draw after the other from one stream.
class RandomStream {
 public:
  explicit RandomStream(std::uint64_t key) : key_(key) {}

  /// Uniform over [0, 1).
  double unit() noexcept { return random_unit(key_, next_++); }
  double between(double low, double high) noexcept { return low + (high - low) * unit(); }
  /// Uniform over [-reach, reach).
  double around(double reach) noexcept { return between(-reach, reach); }
  bool chance(double probability) noexcept { return unit() < probability; }
  /// 0 to `count` - 1.
  int below(int count) noexcept { return static_cast<int>(unit() * count); }
  /// Mean 0, standard deviation 1 (Box & Muller 1958).
  double normal() noexcept;

 private:
  std::uint64_t key_;
  std::uint64_t next_ = 0;
};

/// Fills `order` with 0, 1, ... in an order drawn from stream `key` (Fisher and Yates).
void random_permutation(std::uint64_t key, std::span<std::uint32_t> order) noexcept;

}  // namespace digitnet
