#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path kRoot = DIGITNET_SOURCE_DIR;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file, path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// What stands in the first block of C++ of a Markdown text.
std::string first_cpp_block(const std::string& markdown) {
  const std::string fence = "\n```cpp\n";
  const auto start = markdown.find(fence);
  if (start == std::string::npos) return "";
  const auto end = markdown.find("\n```\n", start + fence.size() - 1);
  return markdown.substr(start + fence.size(), end + 1 - (start + fence.size()));
}

// Where the links of a Markdown text lead inside the repository, without the part behind #.
std::vector<std::string> links_of(const std::string& markdown) {
  static const std::regex link(R"re(\]\(([^()\s#]+)(#[^()\s]*)?\))re");
  std::vector<std::string> links;
  for (std::sregex_iterator it(markdown.begin(), markdown.end(), link), end; it != end; ++it)
    if ((*it)[1].str().find("://") == std::string::npos) links.push_back((*it)[1]);
  return links;
}

std::vector<fs::path> documents() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(kRoot))
    if (entry.path().extension() == ".md") found.push_back(entry.path());
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / "docs"))
    if (entry.path().extension() == ".md") found.push_back(entry.path());
  return found;
}

}  // namespace

TEST_CASE("the README's program is examples/quickstart.cpp") {
  const std::string block = first_cpp_block(read(kRoot / "README.md"));
  REQUIRE(!block.empty());
  CHECK(block == read(kRoot / "examples/quickstart.cpp"));
}

TEST_CASE("a block of C++ is cut out of Markdown") {
  CHECK(first_cpp_block("# A\n```sh\nls\n```\ntext\n```cpp\nint a;\n\nint b;\n```\n```cpp\nint c;\n```\n") ==
        "int a;\n\nint b;\n");
  CHECK(first_cpp_block("no code") == "");
}

TEST_CASE("every link inside the documents leads to a file") {
  const auto files = documents();
  REQUIRE(files.size() > 5);
  for (const fs::path& file : files)
    for (const std::string& link : links_of(read(file)))
      CHECK_MESSAGE(fs::exists(file.parent_path() / link), file.string() << " links to " << link);
}

TEST_CASE("links are read from Markdown") {
  CHECK(links_of("[a](docs/a.md#part) and [b](https://example.org/b) ![c](c.svg) [d](#here)") ==
        std::vector<std::string>{"docs/a.md", "c.svg"});
}
