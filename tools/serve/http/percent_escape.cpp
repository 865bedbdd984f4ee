#include "percent_escape.hpp"

#include <fmt/format.h>

#include <iterator>

namespace digitnet::serve {
namespace {

int hexadecimal_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool needs_no_escape(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("-._~/").find(c) != std::string_view::npos;
}

}  // namespace

std::string percent_escape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (needs_no_escape(c)) {
      escaped.push_back(c);
    } else {
      fmt::format_to(std::back_inserter(escaped), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return escaped;
}

std::optional<char> decode_percent_escape(std::string_view text) noexcept {
  if (text.size() < 2) return std::nullopt;
  const int high = hexadecimal_digit(text[0]);
  const int low = hexadecimal_digit(text[1]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<char>(high * 16 + low);
}

}  // namespace digitnet::serve
