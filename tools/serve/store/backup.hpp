#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "file_store.hpp"
#include "migrations.hpp"
#include "store_place.hpp"

namespace digitnet::serve {

/// What a backup came to.
struct BackupReport {
  std::size_t tables = 0;
  std::int64_t rows = 0;
  std::size_t files = 0;
  std::uintmax_t bytes = 0;     ///< of the archive
  std::vector<FileKey> broken;  ///< files that rows refer to and that are not there, or not as they were stored
};

/// Writes everything that a server keeps, as it is at one moment, into one ZIP archive; servers may go on. Both engines
/// write the same archive: docs/server.md says what is in it. What was at `path` is replaced once the archive is whole.
///
/// Throws FileError, DatabaseError, and SchemaError for a database that this program does not know.
BackupReport back_up(Database& database, const StorePlace& place, const std::filesystem::path& path,
                     const std::vector<Migration>& migrations = known_migrations());

/// What a restore came to.
struct RestoreReport {
  std::size_t tables = 0;
  std::int64_t rows = 0;
  std::size_t files = 0;
};

/// Puts everything of a backup where nothing is, of either engine, and applies the migrations that came after it. All
/// its sums are checked first; when something fails, the place stays empty.
///
/// Throws FileError, FormatError for what is no whole backup, SchemaError for one of a newer program, DatabaseError,
/// and ArgumentError for a place where something is.
RestoreReport restore(const std::filesystem::path& path, const StorePlace& place,
                      const std::vector<Migration>& migrations = known_migrations());

}  // namespace digitnet::serve
