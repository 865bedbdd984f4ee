// A line with the Content-Type field, then the body.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "content_type.hpp"
#include "digitnet/error.hpp"
#include "expect.hpp"
#include "multipart.hpp"

namespace digitnet::serve {
namespace {

using fuzz::expect;

void check_parts(const std::vector<MultipartPart>& parts, std::string_view body) {
  expect(parts.size() <= kMostParts, "there are no more parts than there may be");
  std::size_t bytes = 0;
  for (const MultipartPart& part : parts) {
    expect(!part.name.empty(), "a part is called something");
    expect(part.body.empty() ||
               (part.body.data() >= body.data() && part.body.data() + part.body.size() <= body.data() + body.size()),
           "a part lies in the body");
    expect(part.file_name.find('\0') == std::string::npos, "a file's name holds no NUL");
    bytes += part.body.size();
  }
  expect(bytes <= body.size(), "parts do not overlap");
}

// Written anew with a boundary that stands in none of them, the parts are the same.
void check_round_trip(const std::vector<MultipartPart>& parts, std::string_view body) {
  const std::string boundary = "boundary-of-the-round-trip";
  if (body.find(boundary) != std::string_view::npos) return;
  std::string written;
  for (const MultipartPart& part : parts) {
    written += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"part\"\r\n\r\n";
    written += std::string(part.body) + "\r\n";
  }
  written += "--" + boundary + "--\r\n";
  const auto again = parse_multipart(written, "multipart/form-data; boundary=" + boundary);
  expect(again.size() == parts.size(), "as many parts are read as were written");
  for (std::size_t i = 0; i < parts.size(); ++i) {
    expect(again[i].body == parts[i].body, "a part is read as it was written");
  }
}

}  // namespace
}  // namespace digitnet::serve

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digitnet::serve;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t line_end = bytes.find('\n');
  if (line_end == std::string_view::npos) return 0;
  const std::string_view content_type = bytes.substr(0, line_end);
  const std::string_view body = bytes.substr(line_end + 1);
  try {
    const auto parts = parse_multipart(body, content_type);
    digitnet::fuzz::expect(is_multipart(content_type), "what is read as multipart says that it is");
    check_parts(parts, body);
    if (!parts.empty()) check_round_trip(parts, body);
  } catch (const digitnet::FormatError&) {
  }
  return 0;
}
