#include "utf8.hpp"

#include <cstddef>
#include <cstdint>

namespace digitnet::serve {
namespace {

/// What may follow a first byte: how many bytes, and the range of the first of them (RFC 3629, section 4).
struct Sequence {
  std::size_t following = 0;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xbf;
};

constexpr std::size_t kNone = 4;  // more than any character has

Sequence sequence_after(std::uint8_t first) {
  if (first < 0x80) return {0};
  if (first < 0xc2) return {kNone};
  if (first < 0xe0) return {1};
  if (first == 0xe0) return {2, 0xa0, 0xbf};
  if (first == 0xed) return {2, 0x80, 0x9f};
  if (first < 0xf0) return {2};
  if (first == 0xf0) return {3, 0x90, 0xbf};
  if (first < 0xf4) return {3};
  return first == 0xf4 ? Sequence{3, 0x80, 0x8f} : Sequence{kNone};
}

bool is_between(char c, std::uint8_t low, std::uint8_t high) {
  return static_cast<std::uint8_t>(c) >= low && static_cast<std::uint8_t>(c) <= high;
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const Sequence sequence = sequence_after(static_cast<std::uint8_t>(text.front()));
    if (sequence.following >= text.size() || sequence.following == kNone) return false;
    for (std::size_t i = 1; i <= sequence.following; ++i) {
      const bool is_second = i == 1;
      if (!is_between(text[i], is_second ? sequence.low : 0x80, is_second ? sequence.high : 0xbf)) return false;
    }
    text.remove_prefix(sequence.following + 1);
  }
  return true;
}

bool is_text(std::string_view text) noexcept {
  return is_utf8(text) && text.find('\0') == std::string_view::npos;
}

}  // namespace digitnet::serve
