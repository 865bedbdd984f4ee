#include "database_value.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace digitnet::serve {
namespace {

const DatabaseValue& value_at(const std::vector<DatabaseValue>& values, std::size_t column) {
  if (column >= values.size()) {
    throw std::logic_error(fmt::format("column {} of a row of {}", column, values.size()));
  }
  return values[column];
}

template <typename Type>
const Type& value_as(const std::vector<DatabaseValue>& values, std::size_t column, const char* wanted) {
  const auto* value = std::get_if<Type>(&value_at(values, column));
  if (value == nullptr) throw std::logic_error(fmt::format("column {} of a row is not {}", column, wanted));
  return *value;
}

}  // namespace

const DatabaseValue& DatabaseRow::value(std::size_t column) const {
  return value_at(values_, column);
}

bool DatabaseRow::is_null(std::size_t column) const {
  return std::holds_alternative<std::monostate>(value_at(values_, column));
}

std::int64_t DatabaseRow::integer(std::size_t column) const {
  return value_as<std::int64_t>(values_, column, "a whole number");
}

double DatabaseRow::real(std::size_t column) const {
  if (const auto* whole = std::get_if<std::int64_t>(&value_at(values_, column))) return static_cast<double>(*whole);
  return value_as<double>(values_, column, "a number");
}

const std::string& DatabaseRow::text(std::size_t column) const {
  return value_as<std::string>(values_, column, "text");
}

Time DatabaseRow::time(std::size_t column) const {
  return Time(std::chrono::milliseconds(integer(column)));
}

bool DatabaseRow::flag(std::size_t column) const {
  return integer(column) != 0;
}

std::optional<std::int64_t> DatabaseRow::maybe_integer(std::size_t column) const {
  return is_null(column) ? std::nullopt : std::optional(integer(column));
}

std::optional<double> DatabaseRow::maybe_real(std::size_t column) const {
  return is_null(column) ? std::nullopt : std::optional(real(column));
}

std::optional<std::string> DatabaseRow::maybe_text(std::size_t column) const {
  return is_null(column) ? std::nullopt : std::optional(text(column));
}

std::optional<Time> DatabaseRow::maybe_time(std::size_t column) const {
  return is_null(column) ? std::nullopt : std::optional(time(column));
}

}  // namespace digitnet::serve
