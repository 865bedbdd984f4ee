#pragma once

#include <string>
#include <vector>

#include "page.hpp"

namespace digitnet::serve {

/// `offset` and `limit` of a query; others are left to who knows them. Throws AccountError (invalid, with the field)
/// for what is no number, and FormatError.
[[nodiscard]] PageRequest page_of_query(const std::string& query);
/// Likewise; throws AccountError (invalid) when anything but these and `others` is asked, too.
[[nodiscard]] PageRequest page_of_whole_query(const std::string& query, std::vector<std::string> others = {});

}  // namespace digitnet::serve
