#include "web_socket_handshake.hpp"

#include <algorithm>

#include "field_cursor.hpp"

namespace digitnet::serve {
namespace {

bool names_upgrade(std::string_view connection) {
  FieldCursor cursor(connection);
  while (!cursor.at_end()) {
    cursor.skip_spaces();
    const auto token = cursor.token();
    if (token && is_same_name(*token, "upgrade")) return true;
    cursor.skip_spaces();
    if (!cursor.take(',')) return false;
  }
  return false;
}

bool is_base64_digit(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

// 16 bytes are 22 digits, and two signs that fill the last group of four.
bool is_key(std::string_view text) {
  return text.size() == 24 && text.ends_with("==") && std::ranges::all_of(text.substr(0, 22), is_base64_digit);
}

}  // namespace

bool asks_for_web_socket(const RequestHead& head) {
  const bool connection_names_it = std::ranges::any_of(head.fields, [](const Field& field) {
    return is_same_name(field.name, "Connection") && names_upgrade(field.value);
  });
  return head.method == "GET" && !head.is_http_1_0 && connection_names_it &&
         is_same_name(head.field("Upgrade"), "websocket");
}

std::optional<Refusal> check_handshake(const RequestHead& head) {
  if (head.field("Sec-WebSocket-Version") != "13") {
    return Refusal{426,
                   "Only version 13 of the WebSocket protocol is spoken here.",
                   {{"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}}};
  }
  const auto keys = std::ranges::count_if(
      head.fields, [](const Field& field) { return is_same_name(field.name, "Sec-WebSocket-Key"); });
  if (keys == 1 && is_key(head.field("Sec-WebSocket-Key"))) return std::nullopt;
  return Refusal{400, "Sec-WebSocket-Key is not one key of 16 bytes in base64."};
}

}  // namespace digitnet::serve
