// The grammar, with none of the white space, preamble and epilogue that no client sends (RFC 2046, section 5.1.1):
//   body      = delimiter *( CRLF part ) "--" [ CRLF ]      delimiter = "--" boundary
//   part      = *( field CRLF ) CRLF bytes CRLF delimiter
#include "multipart.hpp"

#include <algorithm>
#include <cstring>

#include "content_type.hpp"
#include "digitnet/error.hpp"
#include "field_cursor.hpp"
#include "percent_escape.hpp"
#include "utf8.hpp"

namespace digitnet::serve {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";

[[noreturn]] void fail(const char* what) {
  throw FormatError(std::string("multipart: ") + what);
}

/// Where `text` first is, in time that grows with the length alone, whatever stands there.
std::size_t find(std::string_view in, std::string_view text) {
  const void* found = memmem(in.data(), in.size(), text.data(), text.size());
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - in.data());
}

bool is_boundary_character(char c) {
  constexpr std::string_view kMarks = "'()+_,-./:=? ";
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_letter || (c >= '0' && c <= '9') || kMarks.find(c) != std::string_view::npos;
}

std::string delimiter_of(std::string_view content_type) {
  constexpr std::size_t kMostBoundary = 70;
  const ContentType type = parse_content_type(content_type);
  if (type.media_type != "multipart/form-data") fail("expected Content-Type: multipart/form-data");
  const std::string_view boundary = type.parameter("boundary");
  if (boundary.empty() || boundary.size() > kMostBoundary) fail("expected a boundary of 1 to 70 characters");
  for (const char c : boundary) {
    if (!is_boundary_character(c)) fail("expected a boundary of letters, digits and '()+_,-./:=?");
  }
  return "--" + std::string(boundary);
}

/// Browsers write a quote and the ends of lines in names so, and nothing else.
std::string decode_name(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i] == '%' ? decode_percent_escape(text.substr(i + 1)).value_or('%') : text[i];
    const bool was_escaped = text[i] == '%' && (c == '"' || c == '\r' || c == '\n');
    name += was_escaped ? c : text[i];
    i += was_escaped ? 2 : 0;
  }
  if (!is_text(name)) fail("expected names in UTF-8 without NUL");
  return name;
}

void read_disposition(std::string_view value, MultipartPart& part) {
  FieldCursor cursor(value);
  cursor.skip_spaces();
  const auto kind = cursor.token();
  if (!kind || to_lower(*kind) != "form-data") fail("expected Content-Disposition: form-data");
  bool has_name = false;
  for (cursor.skip_spaces(); cursor.take(';'); cursor.skip_spaces()) {
    cursor.skip_spaces();
    const auto parameter = cursor.token();
    if (!parameter || !cursor.take('=')) fail("expected Content-Disposition: form-data; name=\"...\"");
    auto quoted = cursor.quoted();
    const auto token = quoted ? std::nullopt : cursor.token();
    if (!quoted && !token) fail("expected a value in quotes");
    const std::string text = quoted ? *std::move(quoted) : std::string(*token);
    const std::string key = to_lower(*parameter);
    if (key == "name" && has_name) fail("expected one name of a part");
    has_name = has_name || key == "name";
    if (key == "name") part.name = decode_name(text);
    if (key == "filename") part.file_name = decode_name(text);
  }
  if (!cursor.at_end() || part.name.empty()) fail("expected Content-Disposition: form-data; name=\"...\"");
}

void expect_plain_encoding(std::string_view value) {
  FieldCursor cursor(value);
  cursor.skip_spaces();
  const std::string encoding = to_lower(cursor.token().value_or(""));
  if (encoding != "binary" && encoding != "8bit" && encoding != "7bit") fail("expected parts that are not encoded");
}

MultipartPart read_head(std::string_view head) {
  MultipartPart part;
  bool has_disposition = false;
  while (!head.empty()) {
    const std::string_view line = head.substr(0, find(head, kLineEnd));
    head.remove_prefix(std::min(line.size() + kLineEnd.size(), head.size()));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) fail("expected fields such as Content-Type: image/png before a part");
    const std::string name = to_lower(line.substr(0, colon));
    const std::string_view value = line.substr(colon + 1);
    if (name == "content-disposition") {
      if (has_disposition) fail("expected one Content-Disposition of a part");
      has_disposition = true;
      read_disposition(value, part);
    }
    if (name == "content-type") part.content_type = value.substr(std::min(value.find_first_not_of(' '), value.size()));
    if (name == "content-transfer-encoding") expect_plain_encoding(value);
  }
  if (!has_disposition) fail("expected Content-Disposition before a part");
  return part;
}

/// Takes the part that `rest` begins with, up to the delimiter behind it, which is taken too.
MultipartPart take_part(std::string_view& rest, const std::string& line_and_delimiter) {
  const std::size_t head_end = find(rest.substr(0, kMostPartHead_bytes + kHeadEnd.size()), kHeadEnd);
  if (head_end == std::string_view::npos) fail("expected an empty line between the fields of a part and its bytes");
  MultipartPart part = read_head(rest.substr(0, head_end));
  // The line end of the empty line belongs to the delimiter of a part without bytes.
  const std::string_view bytes = rest.substr(head_end + kLineEnd.size());
  const std::size_t end = find(bytes, line_and_delimiter);
  if (end == std::string_view::npos) fail("expected the boundary behind the last part");
  if (end != 0) part.body = bytes.substr(kLineEnd.size(), end - kLineEnd.size());
  rest = bytes.substr(end + line_and_delimiter.size());
  return part;
}

}  // namespace

bool is_multipart(std::string_view content_type) {
  try {
    return parse_content_type(content_type).media_type == "multipart/form-data";
  } catch (const FormatError&) {
    return false;
  }
}

std::vector<MultipartPart> parse_multipart(std::string_view body, std::string_view content_type) {
  const std::string delimiter = delimiter_of(content_type);
  if (!body.starts_with(delimiter)) fail("expected the boundary before the first part");
  std::string_view rest = body.substr(delimiter.size());
  std::vector<MultipartPart> parts;
  while (rest.starts_with(kLineEnd)) {
    if (parts.size() == kMostParts) fail("too many parts");
    rest.remove_prefix(kLineEnd.size());
    parts.push_back(take_part(rest, std::string(kLineEnd) + delimiter));
  }
  if (rest != "--" && rest != "--\r\n") fail("expected two hyphens and nothing more behind the last boundary");
  return parts;
}

}  // namespace digitnet::serve
