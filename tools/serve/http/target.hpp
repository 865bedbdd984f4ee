#pragma once

#include <string>
#include <string_view>

namespace digitnet::serve {

/// Where a request line leads.
struct Target {
  std::string path;            ///< percent-decoded; begins with a slash
  std::string query;           ///< as sent, without the question mark
  std::string authority = {};  ///< the host, and port, where the target names them; else empty
};

/// Reads the target of a request line: `/path?query`, or the same after `http://host`.
///
/// Throws FormatError when it is neither, or when the path holds a broken escape, a control character, a backslash or
/// a `..` segment.
[[nodiscard]] Target parse_target(std::string_view text);

}  // namespace digitnet::serve
