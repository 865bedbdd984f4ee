#pragma once

#include <filesystem>
#include <string_view>

namespace digitnet::cli {

/// Whether `name` is a data set that `digitnet fetch` knows: `mnist` or `fashion-mnist`.
[[nodiscard]] bool is_known_data_set(std::string_view name);

/// Where fetched data sets live: `$DIGITNET_DATA`, else `$XDG_DATA_HOME/digitnet`, else `~/.local/share/digitnet`.
///
/// Throws FileError when none of the three is set.
[[nodiscard]] std::filesystem::path data_home();

}  // namespace digitnet::cli
