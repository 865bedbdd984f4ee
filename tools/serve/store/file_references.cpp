#include "file_references.hpp"

#include <string>

namespace digitnet::serve {
namespace {

// In both engines `_` of LIKE is any character; the names are compared here.
std::vector<DatabaseRow> views(Transaction& transaction, bool is_postgresql) {
  return transaction.rows(is_postgresql ? "SELECT viewname FROM pg_views WHERE schemaname = current_schema()"
                                        : "SELECT name FROM sqlite_master WHERE type = 'view'");
}

}  // namespace

std::set<FileKey> referenced_files(Database& database) {
  return database.read([&](Transaction& transaction) {
    std::set<FileKey> keys;
    for (const DatabaseRow& view : views(transaction, database.is_postgresql())) {
      if (!view.text(0).starts_with("file_references_")) continue;
      for (const DatabaseRow& row : transaction.rows("SELECT owner, kind, sha256 FROM " + view.text(0))) {
        keys.insert({row.text(0), row.text(1), row.text(2)});
      }
    }
    return keys;
  });
}

std::size_t sweep_files(Database& database, FileStore& files, Time before) {
  const std::set<FileKey> known = referenced_files(database);
  return files.sweep([&](const FileKey& key) { return known.contains(key); }, before);
}

}  // namespace digitnet::serve
