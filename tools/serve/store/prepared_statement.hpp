#pragma once

#include <soci/soci.h>

#include <cstddef>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "database_value.hpp"

namespace digitnet::serve {

/// A statement that a connection has prepared, with places for the values of its parameters, whose types stay the same.
class PreparedStatement {
 public:
  /// Throws what SOCI throws.
  PreparedStatement(soci::session& session, const std::string& sql, const std::vector<DatabaseValue>& values);

  /// Runs it up to its first row, if it has any, with other values of the same types. Throws what SOCI throws.
  bool run(const std::vector<DatabaseValue>& values);
  [[nodiscard]] soci::details::statement_backend* backend() { return statement_.get_backend(); }

 private:
  struct Place {
    long long integer = 0;
    double real = 0;
    std::string text;
    soci::indicator indicator = soci::i_ok;
  };

  void bind(Place& place, const DatabaseValue& value);

  std::list<Place> places_;  // SOCI keeps their addresses
  soci::statement statement_;
};

/// The prepared statements of one connection, by their text and the types of their values.
class PreparedStatements {
 public:
  /// Throws what SOCI throws, and std::logic_error when the number of values is not that of the parameters.
  PreparedStatement& of(soci::session& session, std::string_view sql, const std::vector<DatabaseValue>& values);
  void clear() { statements_.clear(); }

 private:
  std::map<std::string, PreparedStatement, std::less<>> statements_;
};

}  // namespace digitnet::serve
