#include "field_cursor.hpp"

#include <algorithm>

namespace digitnet::serve {
namespace {

constexpr std::string_view kTokenMarks = "!#$%&'*+-.^_`|~";

bool is_token_character(char c) {
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_letter || (c >= '0' && c <= '9') || kTokenMarks.find(c) != std::string_view::npos;
}

}  // namespace

void FieldCursor::skip_spaces() {
  rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size()));
}

bool FieldCursor::take(char c) {
  if (!rest_.starts_with(c)) return false;
  rest_.remove_prefix(1);
  return true;
}

std::optional<std::string_view> FieldCursor::token() {
  const auto* end = std::find_if_not(rest_.begin(), rest_.end(), is_token_character);
  const std::string_view found = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
  if (found.empty()) return std::nullopt;
  rest_.remove_prefix(found.size());
  return found;
}

std::optional<std::string> FieldCursor::quoted() {
  if (!take('"')) return std::nullopt;
  std::string text;
  while (!rest_.empty()) {
    if (take('"')) return text;
    const bool is_escape = rest_.starts_with("\\\"") || rest_.starts_with("\\\\");
    text += rest_[is_escape ? 1 : 0];
    rest_.remove_prefix(is_escape ? 2 : 1);
  }
  return std::nullopt;
}

std::string to_lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  return lower;
}

}  // namespace digitnet::serve
