#include "server_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "digitnet/error.hpp"
#include "private_file.hpp"

namespace digitnet::serve {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLockName = "lock";

[[noreturn]] void fail(const std::string& path) {
  throw FileError(fmt::format("{}: cannot be made: {}", path, std::strerror(errno)));
}

int open_locked(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return -1;
  if (flock(file, LOCK_EX | LOCK_NB) == 0) return file;
  close(file);
  return -1;
}

// A folder whose server lives is locked, and one that was just made may not be locked yet.
void remove_left_behind(const fs::path& parent) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(parent, error)) {
    const std::string lock = (entry.path() / kLockName).string();
    std::error_code ignored;
    if (!fs::exists(lock, ignored)) continue;
    const int file = open_locked(lock);
    if (file < 0) continue;
    fs::remove_all(entry.path(), ignored);
    close(file);
  }
}

}  // namespace

ServerFolder::ServerFolder(const std::string& parent, std::string_view name) {
  make_private_path(parent);
  remove_left_behind(parent);
  path_ = (fs::path(parent) / name).string();
  if (mkdir(path_.c_str(), 0700) != 0) fail(path_);
  lock_ = open_locked((fs::path(path_) / kLockName).string());
  if (lock_ < 0) fail(path_);
}

ServerFolder::~ServerFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  close(lock_);
}

}  // namespace digitnet::serve
