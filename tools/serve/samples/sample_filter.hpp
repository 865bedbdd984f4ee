#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sample.hpp"

namespace digitnet::serve {

/// What is to be looked through.
enum class SampleView {
  all,
  doubtful,
  conflicts,  ///< the same picture was sent with two labels
  unlabelled,
  held_back,
};

/// `all`, `doubtful`, `conflicts`, `unlabelled`, `held-back`.
[[nodiscard]] std::string_view name_of(SampleView view);
[[nodiscard]] std::optional<SampleView> sample_view_named(std::string_view name);

/// All that is given must hold.
struct SampleFilter {
  SampleView view = SampleView::all;
  std::optional<int> label;
  std::optional<SampleSource> source;
};

struct SampleRange {
  std::int64_t offset = 0;
  std::int64_t limit = 60;  ///< 1 to 200; others are brought into this range
};

/// A part of the samples that a filter lets through, newest first.
struct SampleList {
  std::vector<Sample> rows;
  std::int64_t matching = 0;  ///< in all
};

/// What an owner has.
struct SampleCounts {
  std::int64_t all = 0;
  std::int64_t bytes = 0;
  std::array<std::int64_t, 10> by_label{};
  std::int64_t unlabelled = 0;
  std::int64_t held_back = 0;
  std::int64_t doubtful = 0;
  std::int64_t conflicts = 0;
};

struct SampleQuota {
  std::int64_t images = 0;
  std::int64_t bytes = 0;
};

}  // namespace digitnet::serve
