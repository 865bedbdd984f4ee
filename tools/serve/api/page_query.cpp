#include "page_query.hpp"

#include "sample_query.hpp"
#include "urlencoded.hpp"

namespace digitnet::serve {

PageRequest page_of_query(const std::string& query) {
  PageRequest page;
  for (const auto& [name, value] : parse_urlencoded(query)) {
    if (name == "offset") page.offset = whole_number(name, value);
    if (name == "limit") page.limit = whole_number(name, value);
  }
  return page;
}

}  // namespace digitnet::serve
