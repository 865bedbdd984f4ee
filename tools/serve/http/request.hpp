#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace digitnet::serve {

/// A header field.
struct Field {
  std::string name;
  std::string value;
};

/// Whether two names are the same but for the case of their letters.
[[nodiscard]] bool is_same_name(std::string_view one, std::string_view other);

/// The value of the first field called `name`, whatever its case; empty when there is none.
[[nodiscard]] std::string_view find_field(const std::vector<Field>& fields, std::string_view name);

/// What a client asks for. Where the head could not be parsed, `path` is as it was sent and all else but `id` and
/// `client` may be empty.
struct Request {
  std::string id;      ///< of this request: in the answer's X-Request-Id, the access log and error pages
  std::string client;  ///< numeric address: the peer's or, behind a trusted proxy, the one that it forwards for
  std::string method;  ///< GET, HEAD, POST ...
  std::string path;    ///< percent-decoded, without query; begins with a slash
  std::string query;   ///< as sent, without the question mark
  std::vector<std::string> path_values;  ///< what the path has where that of its route has `{name}`
  std::vector<Field> fields;
  std::string body;

  [[nodiscard]] std::string_view field(std::string_view name) const { return find_field(fields, name); }
};

}  // namespace digitnet::serve
