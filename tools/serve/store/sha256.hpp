#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace digitnet::serve {

/// The SHA-256 sum (FIPS 180-4) as 64 hexadecimal digits.
[[nodiscard]] std::string sha256(std::span<const std::uint8_t> bytes);
[[nodiscard]] std::string sha256(std::string_view text);

}  // namespace digitnet::serve
