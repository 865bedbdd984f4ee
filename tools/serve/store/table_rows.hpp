#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "connection.hpp"

namespace digitnet::serve {

/// A table and its columns, both in quotes wherever they are put into SQL.
struct Table {
  std::string name;
  std::vector<std::string> columns;
};

/// The tables that migrations made, by name; without those that say which were applied and that hold stored files.
[[nodiscard]] std::vector<Table> tables_of(Connection& connection, bool is_postgresql);

/// `name` as SQL takes any name.
[[nodiscard]] std::string quoted_name(std::string_view name);

/// Hands over each row of the table as one line of JSON, an array of its columns' values.
void each_json_row(Connection& connection, const Table& table, const std::function<void(std::string)>& take);

/// Puts such lines into a table. Throws FormatError for a line that is none.
class RowInserter {
 public:
  RowInserter(Connection& connection, const Table& table);
  void insert(std::string_view line);

 private:
  Connection& connection_;
  std::size_t columns_;
  std::string table_;
  std::string sql_;
};

}  // namespace digitnet::serve
