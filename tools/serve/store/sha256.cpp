#include "sha256.hpp"

#include <sodium.h>

#include <array>

namespace digitnet::serve {

std::string sha256(std::span<const std::uint8_t> bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> sum{};
  crypto_hash_sha256(sum.data(), bytes.data(), bytes.size());
  std::array<char, 2 * sum.size() + 1> text{};
  return sodium_bin2hex(text.data(), text.size(), sum.data(), sum.size());
}

std::string sha256(std::string_view text) {
  return sha256(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

}  // namespace digitnet::serve
