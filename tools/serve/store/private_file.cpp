#include "private_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "digitnet/error.hpp"

namespace digitnet::serve {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const char* what) {
  throw FileError(fmt::format("{}: {}: {}", path.string(), what, std::strerror(errno)));
}

class OpenFile {
 public:
  OpenFile(const fs::path& path, int flags) : path_(path), file_(open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (file_ < 0) fail(path, "cannot be opened");
  }
  ~OpenFile() {
    if (file_ >= 0) close(file_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  void write(std::span<const std::uint8_t> bytes) const {
    while (!bytes.empty()) {
      const ssize_t put = ::write(file_, bytes.data(), bytes.size());
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) fail(path_, "cannot be written");
      bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
  }
  void sync() const {
    if (fsync(file_) != 0) fail(path_, "cannot be made durable");
  }
  [[nodiscard]] std::vector<std::uint8_t> read() const {
    struct stat about {};
    if (fstat(file_, &about) != 0) fail(path_, "cannot be read");
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(about.st_size));
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t got = ::read(file_, bytes.data() + done, bytes.size() - done);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) fail(path_, "cannot be read");
      done += static_cast<std::size_t>(got);
    }
    return bytes;
  }

 private:
  fs::path path_;
  int file_;
};

}  // namespace

void sync_file(const fs::path& path) {
  OpenFile(path, O_RDONLY).sync();
}

void sync_folder(const fs::path& folder) {
  OpenFile(folder, O_RDONLY | O_DIRECTORY).sync();
}

void make_private_folder(const fs::path& folder) {
  if (mkdir(folder.c_str(), 0700) == 0) {
    sync_folder(folder.parent_path());
  } else if (errno != EEXIST || !fs::is_directory(folder)) {
    fail(folder, "cannot be made");
  }
}

void make_private_path(const fs::path& folder) {
  std::error_code error;
  if (fs::is_directory(folder, error)) return;
  fs::create_directories(folder.parent_path(), error);
  make_private_folder(folder);
}

void write_private_file(const fs::path& path, const fs::path& temporary, std::span<const std::uint8_t> bytes) {
  try {
    {
      const OpenFile file(temporary, O_WRONLY | O_CREAT | O_EXCL);
      file.write(bytes);
      file.sync();
    }
    if (std::rename(temporary.c_str(), path.c_str()) != 0) fail(path, "cannot be written");
    sync_folder(path.parent_path());
  } catch (...) {
    unlink(temporary.c_str());
    throw;
  }
}

std::vector<std::uint8_t> read_private_file(const fs::path& path) {
  return OpenFile(path, O_RDONLY).read();
}

Time changed_at(const fs::path& path) {
  struct stat about {};
  if (stat(path.c_str(), &about) != 0) fail(path, "cannot be read");
  return Time(std::chrono::milliseconds(std::int64_t{about.st_mtim.tv_sec} * 1000 + about.st_mtim.tv_nsec / 1'000'000));
}

}  // namespace digitnet::serve
