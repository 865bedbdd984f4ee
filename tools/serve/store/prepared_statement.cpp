#include "prepared_statement.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "sql_parameters.hpp"

namespace digitnet::serve {
namespace {

// The texts of statements are constants of the program; more of them than this come from a tool that goes through
// tables, and need not be kept.
constexpr std::size_t kMostStatements = 512;

}  // namespace

PreparedStatement::PreparedStatement(soci::session& session, const std::string& sql,
                                     const std::vector<DatabaseValue>& values)
    : statement_(session) {
  for (const DatabaseValue& value : values) bind(places_.emplace_back(), value);
  statement_.alloc();
  statement_.prepare(sql, soci::details::st_repeatable_query);
  statement_.define_and_bind();
}

void PreparedStatement::bind(Place& place, const DatabaseValue& value) {
  if (std::holds_alternative<std::int64_t>(value)) {
    statement_.exchange(soci::use(place.integer, place.indicator));
  } else if (std::holds_alternative<double>(value)) {
    statement_.exchange(soci::use(place.real, place.indicator));
  } else {
    statement_.exchange(soci::use(place.text, place.indicator));
  }
}

bool PreparedStatement::run(const std::vector<DatabaseValue>& values) {
  auto place = places_.begin();
  for (const DatabaseValue& value : values) {
    place->indicator = std::holds_alternative<std::monostate>(value) ? soci::i_null : soci::i_ok;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) place->integer = *integer;
    if (const auto* real = std::get_if<double>(&value)) place->real = *real;
    if (const auto* text = std::get_if<std::string>(&value)) place->text = *text;
    ++place;
  }
  try {
    return statement_.execute(true);
  } catch (...) {
    // SOCI frees its copies of these values only when all goes well, and could send them again in place of a NULL.
    statement_.undefine_and_bind();
    statement_.define_and_bind();
    throw;
  }
}

PreparedStatement& PreparedStatements::of(soci::session& session, std::string_view sql,
                                          const std::vector<DatabaseValue>& values) {
  std::string key(sql);
  for (const DatabaseValue& value : values) key += static_cast<char>('\1' + value.index());
  if (const auto found = statements_.find(key); found != statements_.end()) return found->second;
  const NumberedSql numbered = number_parameters(sql);
  if (numbered.parameters != values.size()) {
    throw std::logic_error(
        fmt::format("a statement with {} parameters was given {} values", numbered.parameters, values.size()));
  }
  if (statements_.size() >= kMostStatements) statements_.clear();
  return statements_.try_emplace(std::move(key), session, numbered.text, values).first->second;
}

}  // namespace digitnet::serve
