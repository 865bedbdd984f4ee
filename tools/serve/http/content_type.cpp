#include "content_type.hpp"

#include "digitnet/error.hpp"
#include "field_cursor.hpp"

namespace digitnet::serve {
namespace {

[[noreturn]] void fail() {
  throw FormatError("Content-Type: expected type/subtype and parameters such as charset=utf-8");
}

std::string_view expect_token(FieldCursor& cursor) {
  const auto token = cursor.token();
  if (!token) fail();
  return *token;
}

std::string expect_value(FieldCursor& cursor) {
  if (auto quoted = cursor.quoted()) return *std::move(quoted);
  return std::string(expect_token(cursor));
}

}  // namespace

std::string_view ContentType::parameter(std::string_view name) const {
  for (const Parameter& parameter : parameters) {
    if (parameter.name == name) return parameter.value;
  }
  return {};
}

ContentType parse_content_type(std::string_view field) {
  FieldCursor cursor(field);
  cursor.skip_spaces();
  ContentType type{to_lower(expect_token(cursor)), {}};
  if (!cursor.take('/')) fail();
  type.media_type += '/' + to_lower(expect_token(cursor));
  cursor.skip_spaces();
  while (cursor.take(';')) {
    cursor.skip_spaces();
    if (cursor.at_end()) break;
    std::string name = to_lower(expect_token(cursor));
    if (!cursor.take('=')) fail();
    type.parameters.push_back({std::move(name), expect_value(cursor)});
    cursor.skip_spaces();
  }
  if (!cursor.at_end()) fail();
  return type;
}

}  // namespace digitnet::serve
