#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rooms {

/// An `#include` that goes where it may not.
struct Complaint {
  std::string file;
  std::string include;
  std::string reason;
};

/// One source file, read: its path from the top of the repository and what it includes, `<...>` and `"..."` alike.
struct SourceFile {
  std::string path;
  std::vector<std::string> includes;
};

/// The names in the `#include` lines of a C++ text.
std::vector<std::string> includes_of(const std::string& text);

/// The room a file belongs to, by its path from the top of the repository; nothing for a public header that
/// the table of rooms does not know.
std::optional<std::string> room_of_file(const std::string& path);

/// What is wrong with the includes of `file`.
std::vector<Complaint> check(const SourceFile& file);

/// Every C++ file under `libdigitnet/` and `tools/` of the repository at `root`.
std::vector<SourceFile> read_sources(const std::filesystem::path& root);

}  // namespace rooms
