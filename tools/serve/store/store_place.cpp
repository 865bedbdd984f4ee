#include "store_place.hpp"

#include <cstdlib>
#include <filesystem>

namespace digitnet::serve {

std::string default_data_folder() {
  namespace fs = std::filesystem;
  constexpr const char* kFolder = "digitnet/serve";
  // The XDG base directory specification: a relative path here is to be ignored.
  const char* const xdg = std::getenv("XDG_DATA_HOME");
  if (xdg != nullptr && fs::path(xdg).is_absolute()) return fs::path(xdg) / kFolder;
  const char* const home = std::getenv("HOME");
  return home == nullptr || *home == '\0' ? std::string() : (fs::path(home) / ".local/share" / kFolder).string();
}

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
