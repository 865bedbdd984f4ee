#include "own_path.hpp"

#include <algorithm>
#include <cstddef>

namespace digitnet::serve {
namespace {

constexpr std::size_t kLongest = 2000;

// Browsers drop tabs and line ends from URLs before they look for `//`, and take a backslash for a slash.
bool is_plain(char c) noexcept {
  return c > ' ' && c < 0x7f && c != '\\';
}

}  // namespace

bool is_own_path(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kLongest && text[0] == '/' && !text.starts_with("//") &&
         std::ranges::all_of(text, is_plain);
}

}  // namespace digitnet::serve
