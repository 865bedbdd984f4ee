#include "target.hpp"

#include "digitnet/error.hpp"

namespace digitnet::serve {
namespace {

int hexadecimal_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

char decode_escape(std::string_view digits) {
  const int high = digits.size() < 2 ? -1 : hexadecimal_digit(digits[0]);
  const int low = digits.size() < 2 ? -1 : hexadecimal_digit(digits[1]);
  if (high < 0 || low < 0) throw FormatError("target: expected two hexadecimal digits after %");
  return static_cast<char>(high * 16 + low);
}

std::string decode_path(std::string_view text) {
  std::string path;
  path.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      c = decode_escape(text.substr(i + 1));
      i += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\') {
      throw FormatError("target: expected no control characters and backslashes in the path");
    }
    path += c;
  }
  return path;
}

// Nothing is ever looked up in a folder by this path, but logs and proxies should not have to know that.
void refuse_parent_segments(std::string_view path) {
  if (path.ends_with("/..") || path.find("/../") != std::string_view::npos) {
    throw FormatError("target: expected no .. segments in the path");
  }
}

std::string_view without_origin(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme)) continue;
    const std::size_t end = text.find_first_of("/?", scheme.size());
    return end == std::string_view::npos ? "/" : text.substr(end);
  }
  return text;
}

}  // namespace

Target parse_target(std::string_view text) {
  const std::string_view whole = text;
  text = without_origin(text);
  if (text.starts_with('?') && !whole.starts_with('?')) return {"/", std::string(text.substr(1))};
  if (!text.starts_with('/')) throw FormatError("target: expected a path that begins with a slash");
  const std::size_t question = text.find('?');
  Target target{decode_path(text.substr(0, question)), {}};
  refuse_parent_segments(target.path);
  if (question != std::string_view::npos) target.query = text.substr(question + 1);
  return target;
}

}  // namespace digitnet::serve
