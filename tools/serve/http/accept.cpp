#include "accept.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "digitnet/error.hpp"
#include "field_cursor.hpp"

namespace digitnet::serve {
namespace {

[[noreturn]] void fail() {
  throw FormatError("Accept: expected values such as gzip or text/html;q=0.5, with commas between");
}

/// `0`, `0.25`, `1.000`: at most three decimals, and no more than 1.
std::optional<int> parse_quality(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  int quality = text[0] == '1' ? 1000 : 0;
  if (text.size() == 1) return quality;
  if (text[1] != '.') return std::nullopt;
  int place = 100;
  for (const char c : text.substr(2)) {
    if (c < '0' || c > '9') return std::nullopt;
    quality += (c - '0') * place;
    place /= 10;
  }
  return quality <= 1000 ? std::optional(quality) : std::nullopt;
}

std::string expect_value(FieldCursor& cursor) {
  const auto token = cursor.token();
  if (!token) fail();
  std::string value = to_lower(*token);
  if (!cursor.take('/')) return value;
  const auto subtype = cursor.token();
  if (!subtype) fail();
  return value + '/' + to_lower(*subtype);
}

void read_parameter(FieldCursor& cursor, Accepted& accepted) {
  const auto name = cursor.token();
  if (!name || !cursor.take('=')) fail();
  if (cursor.quoted()) return;
  const auto value = cursor.token();
  if (!value) fail();
  if (to_lower(*name) != "q") return;
  const auto quality = parse_quality(*value);
  if (!quality) fail();
  accepted.quality = *quality;
}

Accepted read_accepted(FieldCursor& cursor) {
  Accepted accepted{expect_value(cursor)};
  cursor.skip_spaces();
  while (cursor.take(';')) {
    cursor.skip_spaces();
    read_parameter(cursor, accepted);
    cursor.skip_spaces();
  }
  return accepted;
}

}  // namespace

std::vector<Accepted> parse_accept(std::string_view field) {
  FieldCursor cursor(field);
  std::vector<Accepted> accepted;
  cursor.skip_spaces();
  while (!cursor.at_end()) {
    if (!cursor.take(',')) {
      if (accepted.size() == kMostAccepted) throw FormatError("Accept: too many values");
      accepted.push_back(read_accepted(cursor));
      if (!cursor.at_end() && !cursor.take(',')) fail();
    }
    cursor.skip_spaces();
  }
  return accepted;
}

int quality_of(const std::vector<Accepted>& accepted, std::string_view value) {
  const std::size_t slash = value.find('/');
  const bool is_type = slash != std::string_view::npos;
  const std::array<std::string, 3> names{std::string(value), is_type ? std::string(value.substr(0, slash)) + "/*" : "*",
                                         is_type ? "*/*" : "*"};
  for (const std::string& name : names) {
    const auto found = std::ranges::find(accepted, name, &Accepted::value);
    if (found != accepted.end()) return found->quality;
  }
  return 0;
}

}  // namespace digitnet::serve
