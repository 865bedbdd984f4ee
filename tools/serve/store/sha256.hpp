#pragma once

#include <sodium.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace digitnet::serve {

/// The SHA-256 sum (FIPS 180-4) of bytes that come in parts.
class Sha256 {
 public:
  Sha256();
  void add(std::span<const std::uint8_t> bytes);
  void add(std::string_view text);
  /// As 64 hexadecimal digits; nothing can be added after it.
  [[nodiscard]] std::string finish();

 private:
  crypto_hash_sha256_state state_;
};

[[nodiscard]] std::string sha256(std::span<const std::uint8_t> bytes);
[[nodiscard]] std::string sha256(std::string_view text);

}  // namespace digitnet::serve
