#include "utf8.hpp"

#include <algorithm>
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

/// The character at `position` of valid UTF-8, after which `position` stands then.
char32_t next_character(std::string_view text, std::size_t& position) {
  const auto first = static_cast<std::uint8_t>(text[position++]);
  if (first < 0x80) return first;
  const std::size_t following = sequence_after(first).following;
  char32_t character = first & (0x3fu >> following);
  for (std::size_t i = 0; i < following; ++i) {
    character = character << 6 | (static_cast<std::uint8_t>(text[position++]) & 0x3fu);
  }
  return character;
}

bool is_plain(char32_t character) {
  const auto is_in = [character](char32_t first, char32_t last) { return character >= first && character <= last; };
  return !(character < 0x20 || is_in(0x7f, 0x9f) || character == 0x200b || is_in(0x200e, 0x200f) ||
           is_in(0x2028, 0x202e) || is_in(0x2060, 0x206f) || character == 0xfeff || is_in(0xfff0, 0xffff) ||
           is_in(0xe0000, 0xe0fff));
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

std::size_t count_characters(std::string_view text) noexcept {
  if (!is_utf8(text)) return text.size();
  const auto begins_one = [](char c) { return !is_between(c, 0x80, 0xbf); };
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_one));
}

bool is_plain_line(std::string_view text) noexcept {
  if (!is_utf8(text)) return false;
  for (std::size_t position = 0; position < text.size();) {
    if (!is_plain(next_character(text, position))) return false;
  }
  return true;
}

std::string plain_line(std::string_view text) {
  if (!is_utf8(text)) return "?";
  std::string line;
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t start = position;
    const bool is_kept = is_plain(next_character(text, position));
    line += is_kept ? text.substr(start, position - start) : " ";
  }
  return line;
}

}  // namespace digitnet::serve
