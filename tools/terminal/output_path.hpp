#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace digitnet::cli {

/// Makes sure, before hours of work, that a file can be written at `path` (it is not touched): its folder is there
/// and takes new files, and it is no folder itself, nor a file that may not be changed. `option` is named in errors.
///
/// Throws FileError.
void check_output_path(std::string_view option, const std::string& path);

/// Makes sure, likewise, that a folder is at `path`, or can be made there, and takes new files. Throws FileError.
void check_output_folder(std::string_view option, const std::string& path);

/// Throws ArgumentError when the name does not end in `extension`, such as `.svg`.
void check_extension(std::string_view option, const std::string& path, std::string_view extension);

/// A path, and the option that names it.
struct NamedPath {
  std::string option;
  std::string path;
};

/// Whether both paths lead to one file, or would if it were there.
[[nodiscard]] bool same_file(const std::string& a, const std::string& b);

/// Throws ArgumentError, which names both options, when `output` is also one of `others`; empty paths are none.
void check_distinct(const NamedPath& output, const std::vector<NamedPath>& others);

/// Writes text or bytes as the library writes its models: to a new file beside `path`, synced, then renamed;
/// permissions and symbolic links stay. Throws FileError; what was at `path` is then as it was.
void write_file(const std::string& path, std::string_view text);
void write_file(const std::string& path, std::span<const std::uint8_t> bytes);

}  // namespace digitnet::cli
