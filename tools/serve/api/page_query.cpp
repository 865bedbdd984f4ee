#include "page_query.hpp"

#include <fmt/format.h>

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

PageRequest page_of_whole_query(const std::string& query, std::vector<std::string> others) {
  others.insert(others.end(), {"offset", "limit"});
  for (const Parameter& parameter : parse_urlencoded(query)) {
    if (std::ranges::find(others, parameter.name) != others.end()) continue;
    throw AccountError(AccountError::Kind::invalid, "",
                       fmt::format("The query takes {}, and nothing else.", fmt::join(others, ", ")));
  }
  return page_of_query(query);
}

}  // namespace digitnet::serve
