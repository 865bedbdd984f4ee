#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace digitnet::serve {

/// A name and what it was given.
struct Parameter {
  std::string name;
  std::string value;
  friend bool operator==(const Parameter&, const Parameter&) = default;
};

inline constexpr std::size_t kMostParameters = 100;

/// Reads a query, or a body of `application/x-www-form-urlencoded`, in its order: pairs between ampersands, with `+`
/// for a space. A pair without `=` has an empty value, and nothing between two ampersands is no pair.
///
/// Throws FormatError for an escape that is none, for a name or value with a NUL or that is no UTF-8, and for more than
/// kMostParameters pairs.
[[nodiscard]] std::vector<Parameter> parse_urlencoded(std::string_view text);

/// The value of a name in a query; empty when there is none. Throws likewise, and for a name that is there twice.
[[nodiscard]] std::string query_value(std::string_view query, std::string_view name);

}  // namespace digitnet::serve
