#include "store_check.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "connection.hpp"
#include "file_references.hpp"
#include "migrations.hpp"
#include "table_rows.hpp"

namespace digitnet::serve {
namespace {

namespace fs = std::filesystem;

std::string title_of(const FileKey& key) {
  return fmt::format("the {} {} of {}", key.kind, key.sha256, key.owner);
}

class Checking {
 public:
  Checking(Database& database, const StorePlace& place, Time young)
      : database_(database), place_(place), young_(young), connection_(database.connect()) {
    connection_->lift_limits();
  }

  StoreCheck run() {
    check_schema();
    if (!database_.is_postgresql()) check_structure();
    if (found_.problems.empty()) read_rows();
    if (found_.problems.empty()) check_files();
    return found_;
  }

 private:
  void complain(std::string problem) { found_.problems.push_back(std::move(problem)); }

  void check_schema() {
    try {
      const SchemaState state = schema_state(database_);
      if (!state.applied) return complain("the database has no tables yet: digitnet db migrate makes them");
      if (state.pending > 0)
        complain(fmt::format("{} migrations are to be applied: digitnet db migrate", state.pending));
    } catch (const SchemaError& error) {
      complain(error.what());
    }
  }

  void check_structure() {
    for (const DatabaseRow& row : connection_->run("PRAGMA integrity_check", {}).rows) {
      if (row.text(0) != "ok") complain("SQLite: " + row.text(0));
    }
    for (const DatabaseRow& row : connection_->run("PRAGMA foreign_key_check", {}).rows) {
      complain(fmt::format("a row of {} refers to one of {} that is not there", row.text(0), row.text(2)));
    }
  }

  void read_rows() {
    for (const Table& table : tables_of(*connection_, database_.is_postgresql())) {
      try {
        each_json_row(*connection_, table, [this](const std::string&) { ++found_.rows; });
      } catch (const ConnectionLost&) {
        throw;
      } catch (const DatabaseError& error) {
        complain(fmt::format("{}: cannot be read: {}", table.name, error.what()));
      }
    }
  }

  // Rows are asked before files and after: what is put or removed meanwhile is in one of both answers alone.
  void check_files() {
    const auto files = open_files();
    const std::set<FileKey> before = referenced_files(database_);
    std::set<FileKey> stored;
    std::vector<FileKey> strangers;
    if (files) {
      files->each([&](const FileStore::Entry& entry) {
        stored.insert(entry.key);
        if (entry.put_at < young_ && !before.contains(entry.key)) strangers.push_back(entry.key);
      });
    }
    const std::set<FileKey> after = referenced_files(database_);
    found_.files = stored.size();
    for (const FileKey& key : before) {
      if (after.contains(key)) check_file(files.get(), key);
    }
    for (const FileKey& key : strangers) {
      if (!after.contains(key)) complain(title_of(key) + ": no row refers to it");
    }
  }

  std::unique_ptr<FileStore> open_files() {
    if (!database_.is_postgresql() && !fs::is_directory(place_.files)) return nullptr;
    return open_file_store(database_, place_.files);
  }

  void check_file(FileStore* files, const FileKey& key) {
    try {
      if (files == nullptr || !files->get(key)) complain(title_of(key) + ": is not there");
    } catch (const ArgumentError&) {
      complain("a row refers to a file by a name that is none");
    } catch (const Error& error) {
      complain(fmt::format("{}: {}", title_of(key), error.what()));
    }
  }

  Database& database_;
  const StorePlace& place_;
  Time young_;
  std::unique_ptr<Connection> connection_;
  StoreCheck found_;
};

std::int64_t bytes_of(Connection& connection, bool is_postgresql) {
  const char* sql = is_postgresql ? "SELECT pg_database_size(current_database())"
                                  : "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
  return connection.run(sql, {}).rows.at(0).integer(0);
}

void add_schema(Database& database, StoreStatus& status) {
  if (!known_migrations().empty()) status.known = known_migrations().back().number;
  const auto applied = applied_migrations(*database.connect(), database.is_postgresql());
  if (!applied.empty()) status.applied = applied.back().number;
  try {
    status.pending = schema_state(database).pending;
  } catch (const SchemaError& error) {
    status.refusal = error.what();
  }
}

}  // namespace

StoreCheck check_store(Database& database, const StorePlace& place, std::chrono::minutes grace) {
  return Checking(database, place, system_time() - grace).run();
}

StoreStatus store_summary(Database& database) {
  StoreStatus status;
  status.engine = database.is_postgresql() ? "PostgreSQL" : "SQLite";
  add_schema(database, status);
  status.database_bytes = bytes_of(*database.connect(), database.is_postgresql());
  return status;
}

StoreStatus store_status(Database& database, const StorePlace& place) {
  StoreStatus status = store_summary(database);
  const auto connection = database.connect();
  connection->lift_limits();
  for (const Table& table : tables_of(*connection, database.is_postgresql())) {
    const auto rows = connection->run("SELECT count(*) FROM " + quoted_name(table.name), {}).rows;
    status.tables.push_back(StoreStatus::TableSize{table.name, rows.at(0).integer(0)});
  }
  const bool has_files = database.is_postgresql() ? status.applied.has_value() : fs::is_directory(place.files);
  if (!has_files) return status;
  open_file_store(database, place.files)->each([&](const FileStore::Entry& entry) {
    ++status.files;
    status.file_bytes += entry.bytes;
  });
  return status;
}

}  // namespace digitnet::serve
