#include "data_place.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "digitnet/error.hpp"

namespace digitnet::serve {
namespace {

constexpr const char* kDatabaseFile = "digitnet.sqlite";

std::filesystem::path data_home() {
  if (const char* xdg = std::getenv("XDG_DATA_HOME"); xdg != nullptr && std::filesystem::path(xdg).is_absolute()) {
    return xdg;
  }
  const char* home = std::getenv("HOME");
  return home == nullptr || *home == '\0' ? std::filesystem::path() : std::filesystem::path(home) / ".local/share";
}

}  // namespace

std::string default_data_folder() {
  const std::filesystem::path home = data_home();
  return home.empty() ? std::string() : (home / "digitnet" / "serve").string();
}

DatabaseOptions open_data_place(const DataPlace& place) {
  if (place.folder.empty()) throw FileError("data folder: HOME is not set; expected --data-dir");
  std::error_code error;
  if (std::filesystem::create_directories(place.folder, error)) {
    std::filesystem::permissions(place.folder, std::filesystem::perms::owner_all, error);
  }
  if (error) throw FileError(fmt::format("{}: cannot be made a folder for data: {}", place.folder, error.message()));
  DatabaseOptions options;
  options.place =
      place.database.empty() ? (std::filesystem::path(place.folder) / kDatabaseFile).string() : place.database;
  return options;
}

}  // namespace digitnet::serve
