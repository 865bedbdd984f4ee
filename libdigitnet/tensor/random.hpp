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

/// Fills `order` with 0, 1, ... in an order drawn from stream `key` (Fisher and Yates).
void random_permutation(std::uint64_t key, std::span<std::uint32_t> order) noexcept;

}  // namespace digitnet
