#include "request_head.hpp"

#include <charconv>

namespace digitnet::serve {
namespace {

std::optional<std::uint64_t> parse_length(std::string_view text) {
  std::uint64_t length = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  const bool is_whole = error == std::errc() && stop == text.data() + text.size() && !text.empty();
  return is_whole ? std::optional(length) : std::nullopt;
}

}  // namespace

BodyLength check_framing(const RequestHead& head) {
  BodyLength body;
  int hosts = 0;
  int lengths = 0;
  for (const Field& field : head.fields) {
    if (is_same_name(field.name, "Transfer-Encoding")) {
      return {0, Refusal{411, "Send the body with a Content-Length; Transfer-Encoding is not taken."}};
    }
    if (is_same_name(field.name, "Host")) ++hosts;
    if (!is_same_name(field.name, "Content-Length")) continue;
    const auto length = parse_length(field.value);
    if (!length || ++lengths > 1) return {0, Refusal{400, "Content-Length is not one whole number."}};
    body.bytes = *length;
  }
  if (hosts != 1) return {0, Refusal{400, "A request names exactly one Host."}};
  return body;
}

}  // namespace digitnet::serve
