#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "clock.hpp"

namespace digitnet::serve {

/// What is put into a statement or stands in a column: nothing (NULL), a whole number, a real one, or text in UTF-8.
using DatabaseValue = std::variant<std::monostate, std::int64_t, double, std::string>;

[[nodiscard]] inline DatabaseValue value_of(Time time) {
  return static_cast<std::int64_t>(time.time_since_epoch().count());
}
[[nodiscard]] inline DatabaseValue value_of(std::optional<Time> time) {
  return time ? value_of(*time) : DatabaseValue{};
}

/// A row of an answer, its columns counted from 0. Asking a column for another type than it has, or for one that is
/// not there, is a mistake of the program: std::logic_error; only a whole number may be asked for as a real one.
class DatabaseRow {
 public:
  explicit DatabaseRow(std::vector<DatabaseValue> values) : values_(std::move(values)) {}

  [[nodiscard]] const DatabaseValue& value(std::size_t column) const;
  [[nodiscard]] bool is_null(std::size_t column) const;
  [[nodiscard]] std::int64_t integer(std::size_t column) const;
  [[nodiscard]] double real(std::size_t column) const;
  [[nodiscard]] const std::string& text(std::size_t column) const;
  [[nodiscard]] Time time(std::size_t column) const;
  [[nodiscard]] bool flag(std::size_t column) const;  ///< a whole number that is not 0

  [[nodiscard]] std::optional<std::int64_t> maybe_integer(std::size_t column) const;
  [[nodiscard]] std::optional<double> maybe_real(std::size_t column) const;
  [[nodiscard]] std::optional<std::string> maybe_text(std::size_t column) const;
  [[nodiscard]] std::optional<Time> maybe_time(std::size_t column) const;

 private:
  std::vector<DatabaseValue> values_;
};

}  // namespace digitnet::serve
