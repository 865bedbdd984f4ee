#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "page_template.hpp"
#include "samples.hpp"

namespace digitnet::serve {

inline constexpr std::int64_t kSamplesPerPage = 60;

/// What the query of `/digits` asks for.
struct DigitsQuery {
  SampleFilter filter;
  std::int64_t page = 1;  ///< from 1 on
};

/// Throws AccountError (invalid) and FormatError.
[[nodiscard]] DigitsQuery parse_digits_query(std::string_view query);

/// `/digits?view=doubtful&page=2`: the address of a query, without what is as if nothing was asked for.
[[nodiscard]] std::string digits_address(const DigitsQuery& query);

/// How many pages of the list there are, one at least.
[[nodiscard]] std::int64_t page_count(std::int64_t matching);

/// What the page shows.
struct DigitsView {
  DigitsQuery query;
  SampleList list;
  SampleCounts counts;
  SampleQuota quota;
};

/// For templates/digits.mustache.
[[nodiscard]] PageData digits_data(const DigitsView& view);

/// "3 digits added, 1 there already."
[[nodiscard]] std::string added_text(std::int64_t added, std::int64_t known);

/// Adds what came of an upload: `done`, a sentence, and `refusals`, a line for each picture that was not kept as asked.
void add_report(PageData& data, const std::vector<AddedSample>& added);

}  // namespace digitnet::serve
