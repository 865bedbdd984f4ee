#include "data_folders.hpp"

#include <cstdlib>

#include "digitnet/error.hpp"

namespace digitnet::cli {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

bool is_known_data_set(std::string_view name) {
  return name == "mnist" || name == "fashion-mnist";
}

std::filesystem::path data_home() {
  if (const auto own = environment("DIGITNET_DATA"); !own.empty()) {
    return own;
  }
  // The XDG base directory specification: a relative path here is to be ignored.
  if (const std::filesystem::path xdg = environment("XDG_DATA_HOME"); xdg.is_absolute()) {
    return xdg / "digitnet";
  }
  if (const auto home = environment("HOME"); !home.empty()) {
    return std::filesystem::path(home) / ".local/share/digitnet";
  }
  throw FileError("data folder: none of the environment variables DIGITNET_DATA, XDG_DATA_HOME and HOME is set");
}

}  // namespace digitnet::cli
