#include "backup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "archive.hpp"
#include "backup_manifest.hpp"
#include "connection.hpp"
#include "database_file_store.hpp"
#include "file_references.hpp"
#include "folder_file_store.hpp"
#include "private_file.hpp"
#include "sha256.hpp"
#include "table_rows.hpp"

namespace digitnet::serve {
namespace {

namespace fs = std::filesystem;

// Gathers in a folder what will be in the archive, all of it from one state of the database.
class Collection {
 public:
  Collection(Database& database, const StorePlace& place, const fs::path& folder)
      : is_postgresql_(database.is_postgresql()), place_(place), folder_(folder), connection_(database.connect()) {
    connection_->lift_limits();
    connection_->begin(false);
  }

  void collect(const std::vector<Migration>& migrations) {
    manifest_.made_at = system_time();
    manifest_.migrations = applied_migrations(*connection_, is_postgresql_);
    check_applied(manifest_.migrations, migrations);
    referenced_ = referenced_files(*connection_, is_postgresql_);
    is_postgresql_ ? collect_stored_rows() : collect_stored_files();
    for (const Table& table : tables_of(*connection_, is_postgresql_)) dump(table);
    connection_->commit();
    const std::set<FileKey> collected(manifest_.files.begin(), manifest_.files.end());
    std::set_difference(referenced_.begin(), referenced_.end(), collected.begin(), collected.end(),
                        std::back_inserter(broken_));
    write_text(folder_ / kManifestName, manifest_json(manifest_));
  }

  void put_into(ArchiveWriter& archive) const {
    archive.add(kManifestName, folder_ / kManifestName, true);
    for (const auto& table : manifest_.tables) archive.add(archived_name(table), folder_ / archived_name(table), true);
    for (const FileKey& key : manifest_.files) archive.add(archived_name(key), folder_ / archived_name(key), false);
  }

  [[nodiscard]] BackupReport report() const {
    BackupReport report{manifest_.tables.size(), 0, manifest_.files.size(), 0, broken_};
    for (const auto& table : manifest_.tables) report.rows += table.rows;
    return report;
  }

 private:
  static void write_text(const fs::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    finish(file, path);
  }

  static void finish(std::ofstream& file, const fs::path& path) {
    file.close();
    if (!file) throw FileError(path.string() + ": cannot be written");
  }

  void dump(const Table& table) {
    BackupManifest::DumpedTable dumped{table.name, table.columns, 0, {}};
    const fs::path path = folder_ / archived_name(dumped);
    fs::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    Sha256 sum;
    each_json_row(*connection_, table, [&](std::string line) {
      line += '\n';
      sum.add(line);
      file << line;
      ++dumped.rows;
    });
    finish(file, path);
    dumped.sha256 = sum.finish();
    manifest_.tables.push_back(std::move(dumped));
  }

  void keep(const FileKey& key, std::span<const std::uint8_t> bytes) {
    const fs::path path = folder_ / archived_name(key);
    fs::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    finish(file, path);
    manifest_.files.push_back(key);
  }

  // One that is damaged is left out, so that a restore does not fail for it; the report names it.
  void keep_if_sound(const FileKey& key, std::span<const std::uint8_t> bytes) {
    if (sha256(bytes) == key.sha256) {
      keep(key, bytes);
    } else if (!referenced_.contains(key)) {
      broken_.push_back(key);
    }
  }

  void collect_stored_rows() {
    for (const DatabaseRow& row : connection_->run("SELECT owner, kind, sha256 FROM stored_file", {}).rows) {
      const FileKey key{row.text(0), row.text(1), row.text(2)};
      const auto content = connection_->run(
          "SELECT encode(content, 'hex') FROM stored_file WHERE owner = :owner AND kind = :kind AND sha256 = :sha256",
          {key.owner, key.kind, key.sha256});
      keep_if_sound(key, bytes_of_hex(content.rows.at(0).text(0)));
    }
  }

  // Before the tables are written: the sooner, the fewer files has a server removed whose rows are in this state.
  void collect_stored_files() {
    if (!fs::is_directory(place_.files)) return;
    FolderFileStore files(place_.files);
    files.each([&](const FileStore::Entry& entry) {
      std::error_code ignored;
      const fs::path path = files.path(entry.key);
      if (fs::exists(path, ignored)) keep_if_sound(entry.key, read_private_file(path));
    });
  }

  bool is_postgresql_;
  StorePlace place_;
  fs::path folder_;
  std::unique_ptr<Connection> connection_;
  BackupManifest manifest_;
  std::set<FileKey> referenced_;
  std::vector<FileKey> broken_;
};

// Removing a row and then its file may fall around the moment of a backup; a second try then misses nothing.
constexpr int kAttempts = 3;

}  // namespace

BackupReport back_up(Database& database, const StorePlace& place, const fs::path& path,
                     const std::vector<Migration>& migrations) {
  for (int attempt = 1;; ++attempt) {
    const WorkFolder folder(path);
    Collection collection(database, place, folder.path());
    collection.collect(migrations);
    BackupReport report = collection.report();
    if (!report.broken.empty() && attempt < kAttempts) continue;
    const fs::path whole = folder.path() / "archive.zip";
    ArchiveWriter archive(whole);
    collection.put_into(archive);
    archive.finish();
    sync_file(whole);
    report.bytes = fs::file_size(whole);
    fs::rename(whole, path);
    sync_folder(fs::absolute(path).parent_path());
    return report;
  }
}

}  // namespace digitnet::serve
