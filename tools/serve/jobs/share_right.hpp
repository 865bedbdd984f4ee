#pragma once

#include <cstdint>

#include "digitnet/evaluate.hpp"

namespace digitnet::serve {

/// How many of some images a model read rightly.
struct ShareRight {
  std::int64_t right = 0;
  std::int64_t images = 0;

  [[nodiscard]] double accuracy() const {
    return images == 0 ? 0 : static_cast<double>(right) / static_cast<double>(images);
  }
  /// Wilson's, of 95 %.
  [[nodiscard]] Interval interval() const {
    return wilson_interval(static_cast<std::size_t>(right), static_cast<std::size_t>(images));
  }
  friend bool operator==(const ShareRight&, const ShareRight&) = default;
};

}  // namespace digitnet::serve
