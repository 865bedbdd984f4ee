#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

using Places = std::map<std::string, std::vector<std::string>>;

/// Adds the types that a header defines at the outermost level, to where each is defined.
void add_types(const fs::path& header, Places& places) {
  static const std::regex definition(R"(^(?:class|struct|enum class) (\w+)(?: final)?(?: :.*)?(?: \{.*)?$)");
  std::ifstream file(header);
  std::smatch match;
  for (std::string line; std::getline(file, line);) {
    if (std::regex_match(line, match, definition)) places[match[1]].push_back(header.string());
  }
}

}  // namespace

// Rooms share a namespace: two types of one name would link, and one would be destroyed as the other.
TEST_CASE("no two headers of the server define types of the same name") {
  Places places;
  for (const auto& entry : fs::recursive_directory_iterator(DIGITNET_SOURCE_DIR "/tools/serve")) {
    if (entry.path().extension() == ".hpp") add_types(entry.path(), places);
  }
  REQUIRE(places.size() > 150);
  REQUIRE(places["Database"].size() == 1);
  REQUIRE(places["Role"].size() == 1);
  for (const auto& [name, headers] : places) {
    CAPTURE(name);
    CHECK_MESSAGE(headers.size() == 1, headers[0] << " and " << headers.back());
  }
}
