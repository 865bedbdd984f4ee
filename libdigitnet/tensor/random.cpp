#include "tensor/random.hpp"

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace digitnet {

std::uint64_t mix(std::uint64_t bits) noexcept {
  bits = (bits ^ (bits >> 30U)) * 0xBF58476D1CE4E5B9U;
  bits = (bits ^ (bits >> 27U)) * 0x94D049BB133111EBU;
  return bits ^ (bits >> 31U);
}

std::uint64_t derive_key(std::uint64_t key, std::uint64_t index) noexcept {
  return mix(mix(key + 0x9E3779B97F4A7C15U) ^ (index * 0xD1B54A32D192ED03U + 1));
}

double random_unit(std::uint64_t key, std::uint64_t index) noexcept {
  return static_cast<double>(derive_key(key, index) >> 11U) * 0x1p-53;
}

double RandomStream::normal() noexcept {
  const double radius = std::sqrt(-2 * std::log(1 - unit()));
  return radius * std::cos(2 * std::numbers::pi * unit());
}

void random_permutation(std::uint64_t key, std::span<std::uint32_t> order) noexcept {
  std::iota(order.begin(), order.end(), 0U);
  for (std::size_t i = order.size(); i > 1; --i) {
    const auto j = static_cast<std::size_t>(random_unit(key, i) * static_cast<double>(i));
    std::swap(order[i - 1], order[j]);
  }
}

}  // namespace digitnet
