#pragma once

#include <cstdint>
#include <string_view>

namespace digitnet::serve {

/// One sample of so many is held back for testing.
inline constexpr std::int64_t kHeldBackOneOf = 5;

/// The samples of one owner with one label.
struct LabelShare {
  std::int64_t all = 0;
  std::int64_t held_back = 0;
};

/// Whether one more sample of a label is held back, of those that are `there`. Its picture's hash decides, and the
/// share of its label keeps it within one of a fifth: of each five that come one after the other exactly one is held
/// back, and the first never is. It is asked once for a sample, when it gets its first label: what was held back stays
/// so when it is relabelled, and what was trained with never becomes a test.
[[nodiscard]] bool is_to_be_held_back(std::string_view sha256, const LabelShare& there);

}  // namespace digitnet::serve
