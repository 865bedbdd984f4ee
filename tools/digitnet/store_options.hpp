#pragma once

#include <string>

#include "serve_options.hpp"
#include "store_place.hpp"

namespace CLI {
class App;
}

namespace digitnet::cli {

/// Where a server keeps what it keeps, as `--config`, `--data-dir` and `--database` say.
struct StoreOptions {
  std::string config;
  std::string data_dir;
  std::string database;
};

void add_store_options(CLI::App& command, StoreOptions& options);

/// The settings of that server: what `digitnet serve` would be told by these flags, its variables and its file. Throws
/// as apply_settings(); ArgumentError for one that keeps nothing.
[[nodiscard]] serve::ServeOptions server_options(const StoreOptions& options);
/// Throws likewise.
[[nodiscard]] serve::StorePlace place_of(const StoreOptions& options);

}  // namespace digitnet::cli
