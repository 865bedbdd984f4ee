#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "database.hpp"
#include "page.hpp"

namespace digitnet::serve {

/// A SELECT put together from constant texts, which ends with `LIMIT :limit OFFSET :offset`, and the values before
/// these.
struct PagedQuery {
  std::string sql;
  std::vector<DatabaseValue> values;
};

/// One row more than is asked for tells whether there are more.
template <typename Row, typename Convert>
Page<Row> page_of(Transaction& transaction, PagedQuery query, PageRequest request, Convert convert) {
  const std::int64_t limit = std::clamp<std::int64_t>(request.limit, 1, 200);
  query.values.emplace_back(limit + 1);
  query.values.emplace_back(std::max<std::int64_t>(request.offset, 0));
  Page<Row> page;
  for (const DatabaseRow& row : transaction.rows(query.sql, query.values)) {
    page.has_more = static_cast<std::int64_t>(page.rows.size()) == limit;
    if (!page.has_more) page.rows.push_back(convert(row));
  }
  return page;
}

/// A pattern for `LIKE ... ESCAPE '!'` that finds what holds `text`.
[[nodiscard]] inline std::string pattern_around(std::string_view text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern + '%';
}

}  // namespace digitnet::serve
