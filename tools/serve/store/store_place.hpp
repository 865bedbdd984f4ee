#pragma once

#include <string>

namespace digitnet::serve {

/// Where a server keeps what it keeps.
struct StorePlace {
  std::string database;  ///< as DatabaseOptions::place
  std::string files;     ///< the folder of open_file_store()
};

/// What the settings `data-dir` and `database` mean: the latter is the path of an SQLite file or the URL of a
/// PostgreSQL database; empty for digitnet.sqlite in the data folder.
[[nodiscard]] inline StorePlace store_place(const std::string& data_dir, const std::string& database) {
  return {database.empty() ? data_dir + "/digitnet.sqlite" : database, data_dir + "/files"};
}

/// The data folder of this user, where none is told: `$XDG_DATA_HOME/digitnet/serve`, else
/// `~/.local/share/digitnet/serve`; empty when neither is known.
[[nodiscard]] std::string default_data_folder();

[[nodiscard]] inline bool is_postgresql_url(const std::string& database) {
  return database.starts_with("postgresql://") || database.starts_with("postgres://");
}

/// The place of a database without what an URL says of users and passwords.
[[nodiscard]] std::string printable_place(const std::string& database);

}  // namespace digitnet::serve
