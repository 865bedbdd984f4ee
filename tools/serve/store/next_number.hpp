#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "database.hpp"

namespace digitnet::serve {

/// What is counted for each owner: `version`, `trial`.
struct NumberSeries {
  std::string name;
  std::optional<std::string> owner_id;  ///< nothing: the server's own
};

/// 1, 2, 3 .. of a series, as part of the caller's transaction, which writes. A number is given once: not again when
/// what had it is deleted.
[[nodiscard]] std::int64_t next_number(Transaction& transaction, const NumberSeries& series);

}  // namespace digitnet::serve
