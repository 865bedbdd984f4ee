#include "file_references.hpp"

#include <string>

#include "connection.hpp"

namespace digitnet::serve {
namespace {

std::string union_of_views(const std::vector<DatabaseRow>& views) {
  std::string sql;
  for (const DatabaseRow& view : views) {
    if (!view.text(0).starts_with("file_references_")) continue;
    sql +=
        (sql.empty() ? "SELECT owner, kind, sha256 FROM " : " UNION SELECT owner, kind, sha256 FROM ") + view.text(0);
  }
  return sql;
}

}  // namespace

std::set<FileKey> referenced_files(Connection& connection, bool is_postgresql) {
  const auto views =
      connection.run(is_postgresql ? "SELECT CAST(viewname AS TEXT) FROM pg_views WHERE schemaname = current_schema()"
                                   : "SELECT name FROM sqlite_master WHERE type = 'view'",
                     {});
  std::set<FileKey> keys;
  const std::string sql = union_of_views(views.rows);
  if (sql.empty()) return keys;
  connection.each_row(sql, [&](const DatabaseRow& row) { keys.insert({row.text(0), row.text(1), row.text(2)}); });
  return keys;
}

std::set<FileKey> referenced_files(Database& database) {
  const auto connection = database.connect();
  connection->lift_limits();
  return referenced_files(*connection, database.is_postgresql());
}

std::size_t sweep_files(Database& database, FileStore& files, Time before) {
  const std::set<FileKey> known = referenced_files(database);
  return files.sweep([&](const FileKey& key) { return known.contains(key); }, before);
}

}  // namespace digitnet::serve
