#pragma once

#include <string>

#include "database.hpp"

namespace digitnet::serve {

/// Where a server keeps what it must not lose.
struct DataPlace {
  std::string folder;         ///< for this user alone
  std::string database = {};  ///< `postgresql://...` or an SQLite file; empty: `digitnet.sqlite` in the folder
};

/// `$XDG_DATA_HOME/digitnet/serve`, else `~/.local/share/digitnet/serve`; empty when neither is known.
[[nodiscard]] std::string default_data_folder();

/// Makes the folder, if need be, and the options of its database. Throws FileError when there can be no such folder.
[[nodiscard]] DatabaseOptions open_data_place(const DataPlace& place);

}  // namespace digitnet::serve
