#include "page_query.hpp"

#include <algorithm>

#include "account_error.hpp"
#include "sample_query.hpp"
#include "urlencoded.hpp"

namespace digitnet::serve {

PageRequest page_of_query(const std::string& query) {
  PageRequest page;
  for (const auto& [name, value] : parse_urlencoded(query)) {
    if (name == "offset") page.offset = whole_number(name, value);
    if (name == "limit") page.limit = std::clamp<std::int64_t>(whole_number(name, value), 1, 200);
  }
  return page;
}

PageRequest page_of_whole_query(const std::string& query) {
  for (const Parameter& parameter : parse_urlencoded(query)) {
    if (parameter.name == "offset" || parameter.name == "limit") continue;
    throw AccountError(AccountError::Kind::invalid, "", "The query takes offset and limit, and nothing else.");
  }
  return page_of_query(query);
}

}  // namespace digitnet::serve
