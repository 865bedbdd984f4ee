#include <fmt/format.h>

#include <algorithm>

#include "archive.hpp"
#include "backup.hpp"
#include "backup_manifest.hpp"
#include "connection.hpp"
#include "database_file_store.hpp"
#include "folder_file_store.hpp"
#include "private_file.hpp"
#include "sha256.hpp"
#include "table_rows.hpp"

namespace digitnet::serve {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostManifestBytes = std::size_t{512} << 20;
constexpr std::size_t kMostFileBytes = std::size_t{512} << 20;

class Backup {
 public:
  explicit Backup(const fs::path& path)
      : archive_(path), manifest_(parse_manifest(archive_.read_whole(kManifestName, kMostManifestBytes))) {
    for (const auto& table : manifest_.tables) check(archived_name(table), table.sha256);
    for (const FileKey& key : manifest_.files) check(archived_name(key), key.sha256);
  }

  [[nodiscard]] const BackupManifest& manifest() const { return manifest_; }

  void load_tables(Connection& connection, bool is_postgresql) const {
    const auto tables = tables_of(connection, is_postgresql);
    for (const auto& dumped : manifest_.tables) {
      const auto found = std::find_if(tables.begin(), tables.end(), [&](const Table& table) {
        return table.name == dumped.name && std::is_permutation(table.columns.begin(), table.columns.end(),
                                                                dumped.columns.begin(), dumped.columns.end());
      });
      if (found == tables.end()) throw FormatError(dumped.name + ": expected a table of the migrations, found another");
      load(connection, dumped);
    }
  }

  void each_file(const std::function<void(const FileKey&, std::span<const std::uint8_t>)>& take) const {
    for (const FileKey& key : manifest_.files) {
      const std::string bytes = archive_.read_whole(archived_name(key), kMostFileBytes);
      take(key, std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
    }
  }

  [[nodiscard]] RestoreReport report() const {
    RestoreReport report{manifest_.tables.size(), 0, manifest_.files.size()};
    for (const auto& table : manifest_.tables) report.rows += table.rows;
    return report;
  }

 private:
  void check(const std::string& name, const std::string& expected) const {
    if (archive_.sum(name) != expected) throw FormatError(name + ": the sum is not the one in the manifest");
  }

  void load(Connection& connection, const BackupManifest::DumpedTable& dumped) const {
    RowInserter inserter(connection, {dumped.name, dumped.columns});
    std::int64_t rows = 0;
    archive_.each_line(archived_name(dumped), [&](std::string_view line) {
      inserter.insert(line);
      ++rows;
    });
    if (rows != dumped.rows) {
      throw FormatError(fmt::format("{}: expected {} rows, found {}", dumped.name, dumped.rows, rows));
    }
  }

  ArchiveReader archive_;
  BackupManifest manifest_;
};

// Runs `work` in one transaction that looks at references only at its end: rows come table by table, and may refer to
// each other in any order.
void load_whole(Database& database, const std::function<void(Connection&)>& work) {
  const auto connection = database.connect();
  connection->lift_limits();
  connection->begin(true);
  try {
    std::string defer;
    std::string restore;
    if (database.is_postgresql()) {
      const auto constraints = connection->run(
          "SELECT CAST(conname AS TEXT), CAST(CAST(conrelid AS regclass) AS TEXT) FROM pg_constraint WHERE contype = "
          "'f' AND connamespace = "
          "CAST(current_schema() AS regnamespace) AND NOT condeferrable",
          {});
      for (const DatabaseRow& row : constraints.rows) {
        const std::string alter = "ALTER TABLE " + row.text(1) + " ALTER CONSTRAINT " + quoted_name(row.text(0));
        defer += alter + " DEFERRABLE INITIALLY DEFERRED;";
        restore += alter + " NOT DEFERRABLE;";
      }
      restore = "SET CONSTRAINTS ALL IMMEDIATE;" + restore;
    } else {
      defer = "PRAGMA defer_foreign_keys = ON";
    }
    connection->run_script(defer);
    work(*connection);
    connection->run_script(restore);
    connection->commit();
  } catch (...) {
    connection->roll_back();
    throw;
  }
}

// The tables as they were when the backup was made.
std::vector<Migration> migrations_of(const BackupManifest& manifest, const std::vector<Migration>& migrations) {
  try {
    check_applied(manifest.migrations, migrations);
  } catch (const SchemaError& error) {
    throw SchemaError(std::string("this backup: ") + error.what());
  }
  return {migrations.begin(), migrations.begin() + static_cast<std::ptrdiff_t>(manifest.migrations.size())};
}

void require_empty(bool is_empty, const std::string& place) {
  if (!is_empty)
    throw ArgumentError(printable_place(place) + ": expected nothing there to restore to, found something");
}

bool has_rows(Database& database) {
  const auto connection = database.connect();
  auto tables = tables_of(*connection, database.is_postgresql());
  if (!applied_migrations(*connection, database.is_postgresql()).empty()) tables.push_back({"stored_file", {}});
  return std::any_of(tables.begin(), tables.end(), [&](const Table& table) {
    return !connection->run("SELECT 1 FROM " + quoted_name(table.name) + " LIMIT 1", {}).rows.empty();
  });
}

void restore_to_server(const Backup& backup, const StorePlace& place, const std::vector<Migration>& migrations) {
  Database database({.place = place.database});
  require_empty(!has_rows(database), place.database);
  migrate(database, migrations_of(backup.manifest(), migrations));
  load_whole(database, [&](Connection& connection) {
    backup.load_tables(connection, true);
    backup.each_file([&](const FileKey& key, std::span<const std::uint8_t> bytes) {
      connection.run(kPutFile, values_to_put(key, system_time(), bytes));
    });
  });
  migrate(database, migrations);
}

void restore_files(const Backup& backup, const fs::path& folder) {
  FolderFileStore files(folder);
  backup.each_file(
      [&](const FileKey& key, std::span<const std::uint8_t> bytes) { files.put(key.owner, key.kind, bytes); });
}

// Both are made beside their places; the database, moved last, is what makes them count.
void restore_to_files(const Backup& backup, const StorePlace& place, const std::vector<Migration>& migrations) {
  require_empty(!fs::exists(place.database), place.database);
  require_empty(!fs::exists(place.files) || fs::is_empty(place.files), place.files);
  const fs::path folder = fs::absolute(place.database).parent_path();
  make_private_path(folder);
  make_private_path(fs::absolute(place.files).parent_path());
  const WorkFolder database_work(place.database);
  const WorkFolder files_work(place.files);
  const fs::path made = database_work.path() / "database";
  {
    Database database({.place = made.string()});
    migrate(database, migrations_of(backup.manifest(), migrations));
    load_whole(database, [&](Connection& connection) { backup.load_tables(connection, false); });
    migrate(database, migrations);
  }
  // The last connection takes SQLite's log back into the file. If one is left, the file alone is not the database.
  if (fs::exists(made.string() + "-wal")) throw FileError(made.string() + "-wal: was not taken back");
  restore_files(backup, files_work.path() / "files");
  fs::rename(files_work.path() / "files", place.files);
  sync_folder(fs::absolute(place.files).parent_path());
  fs::rename(made, place.database);
  sync_folder(folder);
}

}  // namespace

RestoreReport restore(const fs::path& path, const StorePlace& place, const std::vector<Migration>& migrations) {
  const Backup backup(path);
  if (is_postgresql_url(place.database)) {
    restore_to_server(backup, place, migrations);
  } else {
    restore_to_files(backup, place, migrations);
  }
  return backup.report();
}

}  // namespace digitnet::serve
