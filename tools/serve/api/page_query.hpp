#pragma once

#include <string>

#include "page.hpp"

namespace digitnet::serve {

/// `offset` and `limit` of a query; others are left to who knows them. Throws AccountError (invalid, with the field)
/// for what is no number, and FormatError.
[[nodiscard]] PageRequest page_of_query(const std::string& query);
/// Likewise; throws AccountError (invalid) when anything else is asked, too.
[[nodiscard]] PageRequest page_of_whole_query(const std::string& query);

}  // namespace digitnet::serve
