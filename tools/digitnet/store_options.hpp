#pragma once

#include <string>

#include "store_place.hpp"

namespace CLI {
class App;
}

namespace digitnet::cli {

/// Where a server keeps what it keeps, as `--data-dir` and `--database` say.
struct StoreOptions {
  std::string data_dir;
  std::string database;
};

void add_store_options(CLI::App& command, StoreOptions& options);

/// What the flags say, else the variables DIGITNET_SERVE_DATA_DIR and DIGITNET_SERVE_DATABASE, else the data folder of
/// this user.
[[nodiscard]] serve::StorePlace place_of(const StoreOptions& options);

/// A variable of the environment; empty when it is not set.
[[nodiscard]] std::string environment_value(const char* name);

}  // namespace digitnet::cli
