#include "support/database_places.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "support/postgresql_cluster.hpp"

namespace digitnet::test {

TestFolder::TestFolder() : path_((std::filesystem::temp_directory_path() / "digitnet-store-XXXXXX").string()) {
  if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error(path_ + ": cannot be made");
}

TestFolder::~TestFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::vector<DatabasePlace> new_database_places(const TestFolder& folder) {
  static int number = 0;
  std::vector<DatabasePlace> places{{"SQLite", folder.path("database" + std::to_string(++number) + ".sqlite")}};
  if (has_postgresql()) places.push_back({"PostgreSQL", shared_postgresql_cluster().make_database()});
  return places;
}

}  // namespace digitnet::test
