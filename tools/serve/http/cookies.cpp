#include "cookies.hpp"

#include <algorithm>

#include "field_cursor.hpp"

namespace digitnet::serve {
namespace {

bool is_cookie_octet(char c) {
  return c > ' ' && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
}

std::string_view trim(std::string_view text) {
  const std::size_t first = std::min(text.find_first_not_of(" \t"), text.size());
  text.remove_prefix(first);
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

bool is_token(std::string_view text) {
  FieldCursor cursor(text);
  return cursor.token().has_value() && cursor.at_end();
}

void add_cookie(std::vector<Cookie>& cookies, std::string_view pair) {
  const std::size_t equals = pair.find('=');
  if (equals == std::string_view::npos) return;
  const std::string_view name = pair.substr(0, equals);
  std::string_view value = pair.substr(equals + 1);
  if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"')) value = value.substr(1, value.size() - 2);
  if (is_token(name) && std::ranges::all_of(value, is_cookie_octet)) cookies.push_back({name, value});
}

}  // namespace

std::vector<Cookie> parse_cookies(std::string_view field) {
  std::vector<Cookie> cookies;
  while (!field.empty()) {
    const std::string_view pair = field.substr(0, field.find(';'));
    field.remove_prefix(std::min(pair.size() + 1, field.size()));
    add_cookie(cookies, trim(pair));
  }
  return cookies;
}

std::string_view find_cookie(const std::vector<Cookie>& cookies, std::string_view name) {
  const auto found = std::ranges::find(cookies, name, &Cookie::name);
  return found == cookies.end() ? std::string_view() : found->value;
}

}  // namespace digitnet::serve
