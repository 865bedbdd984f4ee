#pragma once

#include <cstdint>
#include <string>

#include "database.hpp"

namespace digitnet::test {

/// The first column of the first row.
inline std::int64_t single_integer(serve::Database& database, const std::string& sql) {
  return database.read([&](serve::Transaction& transaction) { return transaction.row(sql)->integer(0); });
}

inline void change(serve::Database& database, const std::string& sql,
                   const std::vector<serve::DatabaseValue>& values = {}) {
  database.write([&](serve::Transaction& transaction) { transaction.change(sql, values); });
}

}  // namespace digitnet::test
