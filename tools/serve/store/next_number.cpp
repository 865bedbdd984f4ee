#include "next_number.hpp"

#include <vector>

namespace digitnet::serve {

std::int64_t next_number(Transaction& transaction, const NumberSeries& series) {
  const std::string of_series = series.owner_id ? " WHERE series = :series AND owner_id = :owner"
                                                : " WHERE series = :series AND owner_id IS NULL";
  std::vector<DatabaseValue> values{series.name};
  if (series.owner_id) values.emplace_back(*series.owner_id);
  if (transaction.change("UPDATE given_number SET number = number + 1" + of_series, values) == 0) {
    transaction.change("INSERT INTO given_number (owner_id, series, number) VALUES (:owner, :series, 1)",
                       {series.owner_id ? DatabaseValue(*series.owner_id) : DatabaseValue(), series.name});
  }
  return transaction.row("SELECT number FROM given_number" + of_series, values)->integer(0);
}

}  // namespace digitnet::serve
