#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clock.hpp"
#include "database.hpp"

namespace digitnet::serve {

/// One step from an empty database to today's tables: the file `migrations/0001_accounts.sql` is number 1, `accounts`.
///
/// Its SQL is what both engines take, without BEGIN and COMMIT: TEXT, BIGINT and DOUBLE PRECISION columns. It is never
/// changed once it was released; a new file says what is to be different. A table whose rows refer to files of the
/// FileStore brings a view, named file_references_ and something, of their owner, kind and sha256.
struct Migration {
  std::int64_t number;
  std::string_view name;
  std::string_view sql;
};

/// Those that are built in, in the order of their numbers.
[[nodiscard]] const std::vector<Migration>& known_migrations();

/// The tables of the database are not those that the program can use.
class SchemaError : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

/// How far the tables of a database have come.
struct SchemaState {
  std::optional<std::int64_t> applied;  ///< the number of the newest migration that was applied, if any was
  std::size_t pending = 0;              ///< how many are to follow
};

/// Throws SchemaError when the database has migrations that are not `migrations`, or not as they are there: a newer
/// program made it, or a file was changed. Throws DatabaseError.
[[nodiscard]] SchemaState schema_state(Database& database,
                                       const std::vector<Migration>& migrations = known_migrations());

/// What the table of applied migrations says of one.
struct AppliedMigration {
  std::int64_t number = 0;
  std::string name;
  std::string checksum;
};

/// Those of a database, in order; none when it has no tables. Throws DatabaseError.
[[nodiscard]] std::vector<AppliedMigration> applied_migrations(Connection& connection, bool is_postgresql);

/// Throws SchemaError unless `applied` are the first of `migrations`.
void check_applied(const std::vector<AppliedMigration>& applied, const std::vector<Migration>& migrations);

/// Applies what is pending, each in one transaction, so that whatever happens the database is as before one or after
/// it; several programs may try at once. Returns how many it applied. Throws as schema_state() does.
std::size_t migrate(Database& database, const std::vector<Migration>& migrations = known_migrations(),
                    const Clock& clock = system_time);

}  // namespace digitnet::serve
