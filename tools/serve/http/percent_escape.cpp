#include "percent_escape.hpp"

namespace digitnet::serve {
namespace {

int hexadecimal_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<char> decode_percent_escape(std::string_view text) noexcept {
  if (text.size() < 2) return std::nullopt;
  const int high = hexadecimal_digit(text[0]);
  const int low = hexadecimal_digit(text[1]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<char>(high * 16 + low);
}

}  // namespace digitnet::serve
