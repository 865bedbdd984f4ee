#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace digitnet::serve {

/// One field of a form, or one file.
struct MultipartPart {
  std::string name;
  std::string file_name;     ///< as the client calls it: to be shown, never a path; empty when there is none
  std::string content_type;  ///< as sent; nothing checks it
  std::string_view body;
};

inline constexpr std::size_t kMostParts = 256;
inline constexpr std::size_t kMostPartHead_bytes = 4096;

/// Whether a Content-Type field announces `multipart/form-data`.
[[nodiscard]] bool is_multipart(std::string_view content_type);

/// Reads a body of `multipart/form-data` (RFC 7578) that a Content-Type field announced; the parts point into `body`.
///
/// Throws FormatError when the field is another, or has no boundary of 1 to 70 characters; when the body does not begin
/// and end with it; when a part is not called anything, says so twice, or is encoded; and for more than kMostParts
/// parts or kMostPartHead_bytes before one of them.
[[nodiscard]] std::vector<MultipartPart> parse_multipart(std::string_view body, std::string_view content_type);

}  // namespace digitnet::serve
