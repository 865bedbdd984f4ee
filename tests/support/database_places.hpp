#pragma once

#include <string>
#include <vector>

namespace digitnet::test {

/// A folder under the temporary one that goes with the object.
class TestFolder {
 public:
  TestFolder();
  ~TestFolder();
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  [[nodiscard]] std::string path(const std::string& name = "") const { return path_ + "/" + name; }

 private:
  std::string path_;
};

/// A place for DatabaseOptions::place where an empty database is, or will be made.
struct DatabasePlace {
  std::string engine;
  std::string place;
};

/// One of each engine that is there: SQLite's is a file in `folder`, PostgreSQL's lies in the cluster of the program.
[[nodiscard]] std::vector<DatabasePlace> new_database_places(const TestFolder& folder);

}  // namespace digitnet::test
