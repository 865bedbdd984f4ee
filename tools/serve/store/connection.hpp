#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "database.hpp"

namespace digitnet::serve {

class SilentServerWatch;

/// The connection is of no use any more; a new one may be.
class ConnectionLost : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

/// Another transaction was in the way; the same work may succeed when it is run again.
class Conflict : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

/// What a statement brought.
struct Answer {
  std::vector<DatabaseRow> rows;
  std::int64_t changed = 0;
};

/// One connection to a database, for one thread at a time. Everything throws DatabaseError and its children.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual void begin(bool writes) = 0;
  virtual void commit() = 0;
  /// False when the connection is of no use any more.
  virtual bool roll_back() noexcept = 0;
  virtual Answer run(std::string_view sql, const std::vector<DatabaseValue>& values) = 0;
  /// Hands over the rows of a query without values one by one, whatever their number.
  virtual void each_row(const std::string& sql, const std::function<void(DatabaseRow)>& take) = 0;
  /// Runs any number of statements without values.
  virtual void run_script(const std::string& sql) = 0;
  /// From now on a statement may take as long as it does: for tools, not for what people wait for.
  virtual void lift_limits() = 0;
};

/// Why a statement is wrong, in a build with assertions, on standard error. Errors do not say: they never hold SQL.
void tell_programmer(const std::string& message);

/// Makes the file if there is none and `may_create`.
[[nodiscard]] std::unique_ptr<Connection> connect_sqlite(const DatabaseOptions& options, bool may_create);
[[nodiscard]] std::unique_ptr<Connection> connect_postgresql(const DatabaseOptions& options, SilentServerWatch& watch);

}  // namespace digitnet::serve
