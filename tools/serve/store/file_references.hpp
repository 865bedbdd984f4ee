#pragma once

#include <cstddef>
#include <set>

#include "file_store.hpp"

namespace digitnet::serve {

/// The files that rows refer to: what the views say whose names begin with file_references_, each with the columns
/// owner, kind and sha256, which a migration makes beside its tables. Throws DatabaseError.
[[nodiscard]] std::set<FileKey> referenced_files(Database& database);
/// Likewise, as the connection's transaction sees them.
[[nodiscard]] std::set<FileKey> referenced_files(Connection& connection, bool is_postgresql);

/// Removes the files that no row refers to and that were put before `before`. Returns their number. Throws as
/// FileStore does.
std::size_t sweep_files(Database& database, FileStore& files, Time before);

}  // namespace digitnet::serve
