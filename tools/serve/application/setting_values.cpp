#include "setting_values.hpp"

#include <fmt/format.h>

#include <charconv>

#include "digitnet/error.hpp"

namespace digitnet::serve {
namespace {

// The number, and how much of the text is left after it; nothing when there is none.
template <typename Number>
bool parse_number(std::string_view text, Number& number, std::string_view* rest = nullptr) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc()) return false;
  if (rest != nullptr) *rest = {stop, static_cast<std::size_t>(end - stop)};
  return rest != nullptr || stop == end;
}

}  // namespace

long parse_whole(std::string_view text, long least, long most) {
  long number = 0;
  if (parse_number(text, number) && number >= least && number <= most) return number;
  throw ArgumentError(fmt::format("expected a whole number from {} to {}, found '{}'", least, most, text));
}

double parse_real(std::string_view text, double least, double most) {
  double number = 0;
  if (parse_number(text, number) && number >= least && number <= most) return number;
  throw ArgumentError(fmt::format("expected a number from {} to {}, found '{}'", least, most, text));
}

double parse_real_or_zero(std::string_view text, double least, double most) {
  double number = 0;
  if (parse_number(text, number) && (number == 0 || (number >= least && number <= most))) return number;
  throw ArgumentError(fmt::format("expected 0 or a number from {} to {}, found '{}'", least, most, text));
}

bool parse_switch(std::string_view text) {
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  throw ArgumentError(fmt::format("expected true or false, found '{}'", text));
}

std::chrono::milliseconds parse_duration(std::string_view text, std::chrono::milliseconds least) {
  constexpr long kMost = 24 * 60 * 60 * 1000L;
  long number = 0;
  std::string_view unit;
  if (parse_number(text, number, &unit)) {
    const long ms_per_unit = unit == "ms" ? 1 : unit == "s" ? 1000 : unit == "m" ? 60000 : 0;
    const bool is_a_day_at_most = ms_per_unit > 0 && number >= 0 && number <= kMost / ms_per_unit;
    if (is_a_day_at_most && number * ms_per_unit >= least.count()) {
      return std::chrono::milliseconds(number * ms_per_unit);
    }
  }
  throw ArgumentError(fmt::format("expected a time such as 500ms, 30s or 2m, at least {} and at most a day, found '{}'",
                                  print_duration(least), text));
}

std::string print_duration(std::chrono::milliseconds duration) {
  const auto ms = duration.count();
  return ms % 1000 == 0 ? fmt::format("{}s", ms / 1000) : fmt::format("{}ms", ms);
}

std::vector<std::string> parse_list(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view part = without_spaces_around(text.substr(0, comma));
    if (!part.empty()) parts.emplace_back(part);
    text = comma == std::string_view::npos ? "" : text.substr(comma + 1);
  }
  return parts;
}

std::string print_list(const std::vector<std::string>& parts) {
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string_view without_spaces_around(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r";
  const std::size_t first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

}  // namespace digitnet::serve
