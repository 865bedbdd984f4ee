#include "store_options.hpp"

#include <CLI/CLI.hpp>
#include <vector>

#include "digitnet/error.hpp"
#include "settings.hpp"

namespace digitnet::cli {

void add_store_options(CLI::App& command, StoreOptions& options) {
  command.add_option("--config", options.config, "The server's configuration file")->type_name("FILE");
  command.add_option("--data-dir", options.data_dir, "The server's data folder")->type_name("FOLDER");
  command.add_option("--database", options.database, "An SQLite file or postgresql://...")->type_name("PLACE");
}

serve::ServeOptions server_options(const StoreOptions& options) {
  serve::ServeOptions server;
  std::vector<serve::Setting> settings = serve::settings_of(server);
  std::vector<serve::GivenSetting> flags;
  if (!options.data_dir.empty()) flags.push_back({"data-dir", options.data_dir});
  if (!options.database.empty()) flags.push_back({"database", options.database});
  serve::apply_settings(settings, options.config, flags);
  if (server.data_dir.empty()) throw FileError("data folder: HOME is not set; expected --data-dir");
  if (!server.keeps_accounts()) throw ArgumentError("data-dir none: such a server keeps nothing");
  return server;
}

serve::StorePlace place_of(const StoreOptions& options) {
  const serve::ServeOptions server = server_options(options);
  return serve::store_place(server.data_dir, server.database);
}

}  // namespace digitnet::cli
