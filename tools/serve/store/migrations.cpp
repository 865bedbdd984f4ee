#include "migrations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "connection.hpp"
#include "sha256.hpp"

namespace digitnet::serve {
namespace {

using Steady = std::chrono::steady_clock;

constexpr const char* kMakeTable =
    "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT "
    "NULL, applied_at BIGINT NOT NULL)";
constexpr const char* kApplied = "SELECT number, name, checksum FROM schema_migration ORDER BY number";

// How long another server may take for its migrations.
constexpr std::chrono::minutes kPatience{10};
constexpr std::chrono::milliseconds kPause{100};

std::vector<AppliedMigration> applied_of(const std::vector<DatabaseRow>& rows) {
  std::vector<AppliedMigration> applied;
  for (const DatabaseRow& row : rows) applied.push_back({row.integer(0), row.text(1), row.text(2)});
  return applied;
}

class Migrator {
 public:
  Migrator(Database& database, const std::vector<Migration>& migrations, const Clock& clock)
      : migrations_(migrations),
        clock_(clock),
        is_postgresql_(database.is_postgresql()),
        connection_(database.connect()) {
    connection_->lift_limits();
    is_postgresql_ ? take_lock() : connection_->run_script("PRAGMA foreign_keys = OFF");
  }

  std::size_t run() {
    std::size_t count = 0;
    while (apply_next()) ++count;
    return count;
  }

 private:
  // The lock goes with the connection. A lock of the transaction would come after the transaction's view of the tables.
  void take_lock() {
    const auto end = Steady::now() + kPatience;
    while (connection_->run("SELECT pg_try_advisory_lock(hashtext('digitnet migrations'))", {}).rows[0].integer(0) ==
           0) {
      if (Steady::now() > end) throw DatabaseError("PostgreSQL: another server's migrations do not end");
      std::this_thread::sleep_for(kPause);
    }
  }

  bool apply_next() {
    connection_->begin(true);
    try {
      const bool applied = apply_first_pending();
      connection_->commit();
      return applied;
    } catch (...) {
      connection_->roll_back();
      throw;
    }
  }

  bool apply_first_pending() {
    connection_->run_script(kMakeTable);
    const auto applied = applied_of(connection_->run(kApplied, {}).rows);
    check_applied(applied, migrations_);
    if (applied.size() == migrations_.size()) return false;
    const Migration& next = migrations_[applied.size()];
    try {
      connection_->run_script(std::string(next.sql));
    } catch (const DatabaseError& error) {
      throw DatabaseError(fmt::format("migration {} ({}): {}", next.number, next.name, error.what()));
    }
    check_references();
    connection_->run("INSERT INTO schema_migration VALUES (:number, :name, :checksum, :applied_at)",
                     {next.number, std::string(next.name), sha256(next.sql), value_of(clock_())});
    return true;
  }

  // SQLite can rebuild a table only while it does not look at references.
  void check_references() {
    if (!is_postgresql_ && !connection_->run("PRAGMA foreign_key_check", {}).rows.empty()) {
      throw ConstraintError("a migration left rows that refer to none");
    }
  }

  const std::vector<Migration>& migrations_;
  const Clock& clock_;
  bool is_postgresql_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace

void check_applied(const std::vector<AppliedMigration>& applied, const std::vector<Migration>& migrations) {
  for (std::size_t i = 0; i < applied.size(); ++i) {
    const std::string title = fmt::format("migration {} ({})", applied[i].number, applied[i].name);
    if (i >= migrations.size()) {
      throw SchemaError(fmt::format("the database is newer than this program: {} was applied, the last one known is {}",
                                    title, migrations.empty() ? 0 : migrations.back().number));
    }
    if (applied[i].number != migrations[i].number) {
      throw SchemaError(fmt::format("the database belongs to another program: expected migration {} ({}), found {}",
                                    migrations[i].number, migrations[i].name, title));
    }
    if (applied[i].checksum != sha256(migrations[i].sql)) {
      throw SchemaError(fmt::format("{}: was applied with other contents than this program knows", title));
    }
  }
}

std::vector<AppliedMigration> applied_migrations(Connection& connection, bool is_postgresql) {
  const char* there = is_postgresql ? "SELECT 1 FROM pg_class WHERE oid = to_regclass('schema_migration')"
                                    : "SELECT 1 FROM sqlite_master WHERE name = 'schema_migration'";
  if (connection.run(there, {}).rows.empty()) return {};
  return applied_of(connection.run(kApplied, {}).rows);
}

SchemaState schema_state(Database& database, const std::vector<Migration>& migrations) {
  const auto applied = applied_migrations(*database.connect(), database.is_postgresql());
  check_applied(applied, migrations);
  SchemaState state;
  if (!applied.empty()) state.applied = applied.back().number;
  state.pending = migrations.size() - applied.size();
  return state;
}

std::size_t migrate(Database& database, const std::vector<Migration>& migrations, const Clock& clock) {
  return Migrator(database, migrations, clock).run();
}

}  // namespace digitnet::serve
