#include "sample_query.hpp"

#include <fmt/format.h>

#include <charconv>

#include "account_error.hpp"
#include "label_text.hpp"

namespace digitnet::serve {
namespace {

[[noreturn]] void refuse(const std::string& field, const std::string& sentence) {
  throw AccountError(AccountError::Kind::invalid, field, sentence);
}

constexpr std::int64_t kMostLimit = 200;

}  // namespace

std::int64_t whole_number(const std::string& name, std::string_view text) {
  constexpr std::int64_t kMost = 1'000'000'000;
  std::int64_t number = -1;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem == std::errc() && end == text.data() + text.size() && number >= 0 && number <= kMost) return number;
  refuse(name, fmt::format("{}: expected a whole number from 0 on.", name));
}

bool take_filter(SampleFilter& filter, const Parameter& parameter) {
  const auto& [name, value] = parameter;
  if (name != "view" && name != "label" && name != "source") return false;
  if (value.empty()) return true;
  if (name == "label") {
    filter.label = digit_given(value);
  } else if (name == "view") {
    const auto view = sample_view_named(value);
    if (!view) refuse(name, "view: expected all, doubtful, conflicts, unlabelled or held-back.");
    filter.view = *view;
  } else {
    filter.source = sample_source_named(value);
    if (!filter.source) refuse(name, "source: expected upload, drawing or correction.");
  }
  return true;
}

SampleQuery parse_sample_query(std::string_view query) {
  SampleQuery parsed;
  for (const Parameter& parameter : parse_urlencoded(query)) {
    if (take_filter(parsed.filter, parameter)) continue;
    if (parameter.name == "offset") {
      parsed.range.offset = whole_number("offset", parameter.value);
    } else if (parameter.name == "limit") {
      parsed.range.limit = whole_number("limit", parameter.value);
      if (parsed.range.limit < 1 || parsed.range.limit > kMostLimit) refuse("limit", "limit: expected 1 to 200.");
    } else {
      refuse("", "The query takes view, label, source, offset and limit, and nothing else.");
    }
  }
  return parsed;
}

}  // namespace digitnet::serve
