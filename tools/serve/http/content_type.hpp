#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "urlencoded.hpp"

namespace digitnet::serve {

/// What a body says that it is.
struct ContentType {
  std::string media_type;             ///< `image/png`, in lower case
  std::vector<Parameter> parameters;  ///< their names in lower case

  /// The value of a parameter; empty when there is none.
  [[nodiscard]] std::string_view parameter(std::string_view name) const;
};

/// Reads a Content-Type field. Throws FormatError when it is none (RFC 9110, section 8.3.1).
[[nodiscard]] ContentType parse_content_type(std::string_view field);

}  // namespace digitnet::serve
