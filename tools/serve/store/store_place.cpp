#include "store_place.hpp"

namespace digitnet::serve {

std::string printable_place(const std::string& database) {
  if (!is_postgresql_url(database)) return database;
  const std::string scheme = "postgresql://";
  std::string rest = database.substr(database.find("://") + 3);
  rest = rest.substr(0, rest.find('?'));
  const auto path = rest.find('/');
  const auto user_end = rest.rfind('@', path);
  return scheme + (user_end == std::string::npos ? rest : rest.substr(user_end + 1));
}

}  // namespace digitnet::serve
