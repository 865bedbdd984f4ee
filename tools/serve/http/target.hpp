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

/// The path of a target as it was sent, so that a request that cannot be read is refused in the form that its sender
/// expects; empty when there is none.
[[nodiscard]] std::string_view sent_path(std::string_view text);
/// The target in the bytes of a head, whole or not: what stands behind the first space.
[[nodiscard]] std::string_view sent_target(std::string_view head);

/// Whether the request line of a head ends in a version of HTTP that is neither 1.1 nor 1.0.
[[nodiscard]] bool names_other_version(std::string_view head);

}  // namespace digitnet::serve
