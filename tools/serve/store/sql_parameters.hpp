#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace digitnet::serve {

/// A statement whose parameters are called `:p1`, `:p2` and so on in their order, each once.
struct NumberedSql {
  std::string text;
  std::size_t parameters = 0;
};

/// Renames the `:name`s of a statement: SQLite takes one name that occurs twice for one parameter, PostgreSQL for two.
/// What only looks like one is left alone: colons in literals and quoted names, and casts (`::`). Comments go, since
/// SOCI takes an apostrophe in them for the begin of a literal.
[[nodiscard]] NumberedSql number_parameters(std::string_view sql);

}  // namespace digitnet::serve
