#include "recognition_query.hpp"

#include <fmt/format.h>

#include <charconv>
#include <set>

#include "digitnet/error.hpp"
#include "urlencoded.hpp"

namespace digitnet::serve {
namespace {

constexpr float kLeastConfidence = 0.5f;  // as `digitnet predict` has it
constexpr int kMostLines = 1000;
constexpr int kLabels = 10;
constexpr std::size_t kMostPattern = 200;

template <typename Number>
Number parse_number(const Parameter& parameter, Number least, Number most) {
  Number number{};
  const char* const end = parameter.value.data() + parameter.value.size();
  const auto [stop, error] = std::from_chars(parameter.value.data(), end, number);
  const bool is_read = error == std::errc() && stop == end;
  if (is_read && number >= least && number <= most) return number;
  throw ArgumentError(fmt::format("{}: expected {} to {}, found '{}'.", parameter.name, least, most, parameter.value));
}

NumberPattern parse_pattern(const Parameter& parameter) {
  if (parameter.value.size() > kMostPattern) {
    throw ArgumentError(fmt::format("pattern: expected at most {} characters.", kMostPattern));
  }
  try {
    return NumberPattern::parse(parameter.value);
  } catch (const ArgumentError& error) {
    throw ArgumentError(fmt::format("pattern: {}.", error.what()));
  }
}

bool parse_flag(const Parameter& parameter) {
  if (parameter.value == "1" || parameter.value == "0") return parameter.value == "1";
  throw ArgumentError(fmt::format("{}: expected 0 or 1, found '{}'.", parameter.name, parameter.value));
}

void apply(RecognitionQuery& query, const Parameter& parameter) {
  const std::string& name = parameter.name;
  if (name == "digits") {
    query.options.pattern = NumberPattern::of_length(parse_number(parameter, 1, NumberPattern::kMostDigits));
  } else if (name == "pattern") {
    query.options.pattern = query.format.pattern = parse_pattern(parameter);
  } else if (name == "lines") {
    query.options.lines = parse_number(parameter, 1, kMostLines);
  } else if (name == "min_confidence") {
    query.format.min_confidence = parse_number(parameter, 0.0f, 1.0f);
  } else if (name == "top") {
    query.format.top = parse_number(parameter, 1, kLabels);
  } else if (name == "debug") {
    query.format.seen = parse_flag(parameter);
  } else {
    throw ArgumentError(
        fmt::format("{}: no such parameter; expected digits, pattern, lines, min_confidence, top or debug.", name));
  }
}

}  // namespace

RecognitionQuery parse_recognition_query(std::string_view query) {
  RecognitionQuery parsed;
  parsed.format.min_confidence = kLeastConfidence;
  std::set<std::string> seen;
  for (const Parameter& parameter : parse_urlencoded(query)) {
    if (!seen.insert(parameter.name).second) {
      throw ArgumentError(fmt::format("{}: expected once, found twice.", parameter.name));
    }
    apply(parsed, parameter);
    const bool is_reading = parameter.name == "digits" || parameter.name == "pattern" || parameter.name == "lines";
    if (is_reading) parsed.options_text += fmt::format("{}={}\n", parameter.name, parameter.value);
  }
  if (seen.contains("digits") && seen.contains("pattern")) {
    throw ArgumentError("digits and pattern: expected one of them, found both.");
  }
  return parsed;
}

}  // namespace digitnet::serve
