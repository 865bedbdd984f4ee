#include "image/pnm.hpp"

#include <cstddef>

namespace digitnet {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr int kMostDigits = 9;

bool is_space(std::uint8_t byte) {
  return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

bool is_digit(std::uint8_t byte) {
  return byte >= '0' && byte <= '9';
}

/// Behind spaces, and comments from # to the end of their line.
std::size_t skip_spaces(Bytes bytes, std::size_t at) {
  bool in_comment = false;
  for (; at < bytes.size(); ++at) {
    if (bytes[at] == '#') in_comment = true;
    if (!in_comment && !is_space(bytes[at])) break;
    if (bytes[at] == '\n' || bytes[at] == '\r') in_comment = false;
  }
  return at;
}

}  // namespace

bool is_pnm_with_impossible_number(Bytes bytes) noexcept {
  constexpr int kNumbers = 3;  // width, height, largest value
  if (bytes.size() < 2 || bytes[0] != 'P' || (bytes[1] != '5' && bytes[1] != '6')) return false;
  std::size_t at = 2;
  for (int number = 0; number < kNumbers; ++number) {
    at = skip_spaces(bytes, at);
    int digits = 0;
    for (; at < bytes.size() && is_digit(bytes[at]); ++at) {
      if (++digits > kMostDigits) return true;
    }
  }
  return false;
}

}  // namespace digitnet
