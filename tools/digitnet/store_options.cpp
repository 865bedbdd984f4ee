#include "store_options.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "digitnet/error.hpp"

namespace digitnet::cli {

void add_store_options(CLI::App& command, StoreOptions& options) {
  command.add_option("--data-dir", options.data_dir, "The server's data folder")->type_name("FOLDER");
  command.add_option("--database", options.database, "An SQLite file or postgresql://...")->type_name("PLACE");
}

serve::StorePlace place_of(const StoreOptions& options) {
  std::string data_dir = options.data_dir.empty() ? environment_value("DIGITNET_SERVE_DATA_DIR") : options.data_dir;
  if (data_dir.empty()) data_dir = serve::default_data_folder();
  if (data_dir.empty()) throw FileError("data folder: HOME is not set; expected --data-dir");
  return serve::store_place(data_dir,
                            options.database.empty() ? environment_value("DIGITNET_SERVE_DATABASE") : options.database);
}

std::string environment_value(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace digitnet::cli
