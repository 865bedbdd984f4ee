#include "target.hpp"

#include <algorithm>
#include <optional>

#include "digitnet/error.hpp"
#include "percent_escape.hpp"
#include "utf8.hpp"

namespace digitnet::serve {
namespace {

std::string decode_path(std::string_view text) {
  std::string path;
  path.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const auto escaped = decode_percent_escape(text.substr(i + 1));
      if (!escaped) throw FormatError("target: expected two hexadecimal digits after %");
      c = *escaped;
      i += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\') {
      throw FormatError("target: expected no control characters and backslashes in the path");
    }
    path += c;
  }
  if (!is_utf8(path)) throw FormatError("target: expected UTF-8 in the path");
  return path;
}

// Nothing is ever looked up in a folder by this path, but logs and proxies should not have to know that.
void refuse_parent_segments(std::string_view path) {
  if (path.ends_with("/..") || path.find("/../") != std::string_view::npos) {
    throw FormatError("target: expected no .. segments in the path");
  }
}

// Takes `http://host` off the front of `text`; nothing when it does not begin so.
std::optional<std::string_view> take_authority(std::string_view& text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme)) continue;
    const std::size_t end = std::min(text.find_first_of("/?", scheme.size()), text.size());
    const std::string_view authority = text.substr(scheme.size(), end - scheme.size());
    text = end == text.size() ? "/" : text.substr(end);
    return authority;
  }
  return std::nullopt;
}

}  // namespace

Target parse_target(std::string_view text) {
  const auto named = take_authority(text);
  if (named && named->empty()) throw FormatError("target: expected a host");
  const std::string authority(named.value_or(""));
  if (text.starts_with('?') && !authority.empty()) return {"/", std::string(text.substr(1)), authority};
  if (!text.starts_with('/')) throw FormatError("target: expected a path that begins with a slash");
  const std::size_t question = text.find('?');
  Target target{decode_path(text.substr(0, question)), {}, authority};
  refuse_parent_segments(target.path);
  if (question != std::string_view::npos) target.query = text.substr(question + 1);
  return target;
}

std::string_view sent_path(std::string_view text) {
  (void)take_authority(text);
  return text.starts_with('/') ? text.substr(0, text.find('?')) : std::string_view();
}

std::string_view sent_target(std::string_view head) {
  const std::string_view line = head.substr(0, head.find_first_of("\r\n"));
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return {};
  const std::string_view rest = line.substr(space + 1);
  return rest.substr(0, rest.find(' '));
}

bool names_other_version(std::string_view head) {
  const std::string_view line = head.substr(0, head.find_first_of("\r\n"));
  const std::size_t space = line.rfind(' ');
  if (space == std::string_view::npos) return false;
  const std::string_view version = line.substr(space + 1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool is_version = version.size() == 8 && version.starts_with("HTTP/") && is_digit(version[5]) &&
                          version[6] == '.' && is_digit(version[7]);
  return is_version && version != "HTTP/1.1" && version != "HTTP/1.0";
}

}  // namespace digitnet::serve
