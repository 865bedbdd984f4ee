#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "file_store.hpp"
#include "store_place.hpp"

namespace digitnet::serve {

/// What was found wrong with what a server keeps.
struct StoreCheck {
  std::vector<std::string> problems;  ///< sentences for the operator
  std::int64_t rows = 0;
  std::size_t files = 0;
};

/// Reads everything: the database's own structure, references between rows, whether each file that a row refers to is
/// there with the right bytes, and whether files lie about that no row refers to. Those younger than `grace` may be
/// just about to get one. Throws DatabaseError and FileError when it cannot be read at all.
[[nodiscard]] StoreCheck check_store(Database& database, const StorePlace& place,
                                     std::chrono::minutes grace = std::chrono::hours(1));

/// How much a server keeps.
struct StoreStatus {
  std::string engine;
  std::optional<std::int64_t> applied;  ///< the newest migration of the database
  std::optional<std::int64_t> known;    ///< the newest of this program
  std::size_t pending = 0;
  std::string refusal;  ///< why this program cannot use the database; empty when it can
  struct TableSize {
    std::string name;
    std::int64_t rows = 0;
  };
  std::vector<TableSize> tables;
  std::int64_t database_bytes = 0;
  std::size_t files = 0;
  std::int64_t file_bytes = 0;
};

/// What takes no time to know: all but the tables and the files. Throws DatabaseError.
[[nodiscard]] StoreStatus store_summary(Database& database);

/// Counts rows and files, too. Throws DatabaseError and FileError.
[[nodiscard]] StoreStatus store_status(Database& database, const StorePlace& place);

}  // namespace digitnet::serve
