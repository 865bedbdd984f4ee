#pragma once

#include <string>
#include <string_view>

namespace digitnet::cli {

/// Makes sure, before hours of work, that a file can be written at `path` (it is not touched): its folder is there
/// and takes new files, and it is no folder itself, nor a file that may not be changed. `option` is named in errors.
///
/// Throws FileError.
void check_output_path(std::string_view option, const std::string& path);

/// Writes `text` as the library writes its models: to a new file beside `path`, synced, then renamed; permissions and
/// symbolic links stay. Throws FileError; what was at `path` is then as it was.
void write_file(const std::string& path, std::string_view text);

}  // namespace digitnet::cli
