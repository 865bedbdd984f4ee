#pragma once

#include <cstdint>
#include <vector>

namespace digitnet::serve {

/// Which part of a long list is asked for.
struct PageRequest {
  std::int64_t offset = 0;
  std::int64_t limit = 50;  ///< 1 to 200; others are brought into this range
};

/// A part of a long list.
template <typename Row>
struct Page {
  std::vector<Row> rows;
  bool has_more = false;
};

}  // namespace digitnet::serve
