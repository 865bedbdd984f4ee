#include "table_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace digitnet::serve {
namespace {

using Json = nlohmann::json;

std::vector<std::string> texts_of(const std::vector<DatabaseRow>& rows) {
  std::vector<std::string> texts;
  for (const DatabaseRow& row : rows) texts.push_back(row.text(0));
  return texts;
}

std::vector<std::string> columns_of(Connection& connection, bool is_postgresql, const std::string& table) {
  const char* sql = is_postgresql
                        ? "SELECT CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_schema = "
                          "current_schema() AND table_name = :name ORDER BY ordinal_position"
                        : "SELECT name FROM pragma_table_info(:name) ORDER BY cid";
  return texts_of(connection.run(sql, {table}).rows);
}

std::string quoted_list(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + quoted_name(name);
  return list;
}

Json json_of(const DatabaseRow& row, std::size_t columns) {
  Json values = Json::array();
  for (std::size_t i = 0; i < columns; ++i) {
    std::visit(
        [&](const auto& value) {
          if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::monostate>) {
            values.push_back(nullptr);
          } else {
            values.push_back(value);
          }
        },
        row.value(i));
  }
  return values;
}

DatabaseValue value_of_json(const Json& json) {
  if (json.is_null()) return {};
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number_float()) return json.get<double>();
  if (json.is_string()) return json.get<std::string>();
  throw FormatError("expected null, a number or text, found something else");
}

}  // namespace

std::string quoted_name(std::string_view name) {
  std::string text = "\"";
  for (const char character : name) text += character == '"' ? std::string("\"\"") : std::string(1, character);
  return text + '"';
}

std::vector<Table> tables_of(Connection& connection, bool is_postgresql) {
  const char* sql = is_postgresql
                        ? "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema()"
                        : "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'";
  auto names = texts_of(connection.run(sql, {}).rows);
  std::sort(names.begin(), names.end());
  std::vector<Table> tables;
  for (const std::string& name : names) {
    if (name == "schema_migration" || name == "stored_file") continue;
    tables.push_back({name, columns_of(connection, is_postgresql, name)});
  }
  return tables;
}

void each_json_row(Connection& connection, const Table& table, const std::function<void(std::string)>& take) {
  const std::string sql = "SELECT " + quoted_list(table.columns) + " FROM " + quoted_name(table.name);
  connection.each_row(sql, [&](const DatabaseRow& row) { take(json_of(row, table.columns.size()).dump()); });
}

RowInserter::RowInserter(Connection& connection, const Table& table)
    : connection_(connection), columns_(table.columns.size()), table_(table.name) {
  std::string places;
  for (std::size_t i = 0; i < columns_; ++i) places += i == 0 ? ":value" : ", :value";
  sql_ = "INSERT INTO " + quoted_name(table.name) + " (" + quoted_list(table.columns) + ") VALUES (" + places + ")";
}

void RowInserter::insert(std::string_view line) {
  try {
    const Json json = Json::parse(line);
    if (!json.is_array() || json.size() != columns_) {
      throw FormatError(fmt::format("expected an array of {} values, found something else", columns_));
    }
    std::vector<DatabaseValue> values;
    for (const Json& value : json) values.push_back(value_of_json(value));
    connection_.run(sql_, values);
  } catch (const Json::exception&) {
    throw FormatError(table_ + ": expected a row as JSON, found something else");
  }
}

}  // namespace digitnet::serve
