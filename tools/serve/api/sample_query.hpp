#pragma once

#include <string_view>

#include "sample_filter.hpp"
#include "urlencoded.hpp"

namespace digitnet::serve {

/// Takes `view`, `label` or `source` into a filter; false for a parameter of another name. An empty value asks for
/// nothing. Throws AccountError (invalid) for a value that is none.
[[nodiscard]] bool take_filter(SampleFilter& filter, const Parameter& parameter);

/// Which samples a program asks for.
struct SampleQuery {
  SampleFilter filter;
  SampleRange range;
};

/// Reads these, `offset` and `limit` (1 to 200). Throws AccountError (invalid) for anything else, and FormatError.
[[nodiscard]] SampleQuery parse_sample_query(std::string_view query);

/// A whole number from 0 on. Throws AccountError (invalid) about the field `name`.
[[nodiscard]] std::int64_t whole_number(const std::string& name, std::string_view text);

}  // namespace digitnet::serve
