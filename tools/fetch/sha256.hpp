#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace digitnet::fetch {

/// The SHA-256 sum (FIPS 180-4) of `bytes` as 64 hexadecimal digits. Throws Error when the library has none.
[[nodiscard]] std::string sha256(std::span<const std::uint8_t> bytes);

}  // namespace digitnet::fetch
