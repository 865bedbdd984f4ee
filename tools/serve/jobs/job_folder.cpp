#include "job_folder.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "digitnet/error.hpp"

namespace digitnet::serve {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kPrivate = 0700;

[[noreturn]] void fail(const std::string& path) {
  throw FileError(fmt::format("{}: cannot be made: {}", path, std::strerror(errno)));
}

void make_private_folder(const std::string& path) {
  if (mkdir(path.c_str(), kPrivate) != 0) fail(path);
}

}  // namespace

JobFolder::JobFolder(const ServerFolder& server, std::string_view name)
    : path_((fs::path(server.path()) / name).string()) {
  make_private_folder(path_);
}

JobFolder::~JobFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string JobFolder::path(std::string_view name) const {
  return name.empty() ? path_ : (fs::path(path_) / name).string();
}

std::string JobFolder::make_folder(std::string_view name) const {
  std::string made = path(name);
  make_private_folder(made);
  return made;
}

}  // namespace digitnet::serve
