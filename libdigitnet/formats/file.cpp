#include "formats/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <optional>
#include <string>
#include <system_error>

#include "digitnet/error.hpp"

namespace digitnet {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* what, const fs::path& path, int error) {
  throw FileError(fmt::format("cannot {} {}: {}", what, path.string(), std::generic_category().message(error)));
}

/// An open file that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool open() const { return number_ >= 0; }
  /// Closes now; false when the system tells only here that bytes were lost.
  bool close() {
    const int number = number_;
    number_ = -1;
    return ::close(number) == 0;
  }

 private:
  int number_;
};

/// Removes a temporary file unless it was renamed.
class TemporaryFile {
 public:
  explicit TemporaryFile(fs::path path) : path_(std::move(path)) {}
  ~TemporaryFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  TemporaryFile(TemporaryFile&&) = delete;
  TemporaryFile& operator=(TemporaryFile&&) = delete;

  [[nodiscard]] const fs::path& path() const { return path_; }
  void keep() { path_.clear(); }

 private:
  fs::path path_;
};

/// Reads up to `bytes.size()` bytes and returns how many there were before the end.
std::size_t read_up_to(const Descriptor& file, std::span<std::uint8_t> bytes, const fs::path& path) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::read(file.number(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("read", path, errno);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

void write_all(const Descriptor& file, std::span<const std::uint8_t> bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file.number(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("write", path, errno);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

std::optional<struct stat> file_status(const fs::path& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return std::nullopt;
  return found;
}

/// Where writing to `path` ends: behind its symbolic links, even when the last one leads to nothing yet.
fs::path follow_links(fs::path path) {
  constexpr int kMostLinks = 40;  // as Linux
  const fs::path first = path;
  std::error_code error;
  for (int i = 0; fs::is_symlink(fs::symlink_status(path, error)); ++i) {
    if (i == kMostLinks) fail("write", first, ELOOP);
    path = path.parent_path() / fs::read_symlink(path, error);
    if (error) fail("write", first, error.value());
  }
  return path;
}

/// Creates a file of a new name in the folder of `path`, with the permissions that a new file gets.
TemporaryFile create_beside(const fs::path& path) {
  static std::atomic<unsigned> counter{0};
  while (true) {
    // The name does not grow with that of `path`, which may be as long as the file system allows.
    const std::string name = fmt::format(".digitnet-{}-{}.tmp", ::getpid(), counter++);
    fs::path temporary = path.parent_path() / name;
    const Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (file.open()) return TemporaryFile(std::move(temporary));
    if (errno != EEXIST) fail("write", path, errno);
  }
}

void write_parts(Descriptor& file, std::span<const std::span<const std::uint8_t>> parts, const fs::path& path) {
  for (const auto part : parts) write_all(file, part, path);
  // Devices and pipes know no sync.
  if (::fsync(file.number()) != 0 && errno != EINVAL && errno != EROFS) fail("write", path, errno);
  if (!file.close()) fail("write", path, errno);
}

void write_directly(const fs::path& path, std::span<const std::span<const std::uint8_t>> parts) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.open()) fail("write", path, errno);
  write_parts(file, parts, path);
}

/// Makes the rename itself survive a power cut; a file system that cannot do so is no reason to fail.
void sync_folder(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.open()) static_cast<void>(::fsync(descriptor.number()));
}

}  // namespace

std::vector<std::uint8_t> read_file(const fs::path& path, std::uint64_t limit_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) fail("read", path, errno);
  struct stat found {};
  if (::fstat(file.number(), &found) != 0) fail("read", path, errno);
  if (S_ISDIR(found.st_mode)) throw FileError(fmt::format("cannot read {}: it is a folder, not a file", path.string()));

  const auto limit = static_cast<std::size_t>(limit_bytes);
  const auto too_large = [&] {
    return FileError(fmt::format("cannot read {}: it is larger than {} bytes", path.string(), limit));
  };
  if (found.st_size > 0 && static_cast<std::uint64_t>(found.st_size) > limit_bytes) throw too_large();
  // One byte more than the size says, so that the end is seen; a pipe says 0 and grows.
  std::vector<std::uint8_t> bytes(std::min(limit, static_cast<std::size_t>(found.st_size)) + 1);
  std::size_t size = 0;
  while ((size += read_up_to(file, std::span(bytes).subspan(size), path)) == bytes.size()) {
    if (size > limit) throw too_large();
    bytes.resize(std::min(limit, bytes.size() * 2 + 4096) + 1);
  }
  bytes.resize(size);
  return bytes;
}

void write_file(const fs::path& path, std::span<const std::span<const std::uint8_t>> parts) {
  const fs::path target = follow_links(path);
  const auto existing = file_status(target);
  if (existing && S_ISDIR(existing->st_mode)) fail("write", path, EISDIR);
  if (existing && !S_ISREG(existing->st_mode)) return write_directly(target, parts);
  // A rename would replace even a file that its owner made read-only.
  if (existing && ::access(target.c_str(), W_OK) != 0) fail("write", path, errno);

  TemporaryFile temporary = create_beside(target);
  Descriptor file(::open(temporary.path().c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.open()) fail("write", path, errno);
  if (existing) {
    // Another owner's file becomes ours unless we may give it back; its permissions come last, as chown clears some.
    if (::fchown(file.number(), existing->st_uid, existing->st_gid) != 0 && errno != EPERM) fail("write", path, errno);
    if (::fchmod(file.number(), existing->st_mode & 07777) != 0) fail("write", path, errno);
  }
  write_parts(file, parts, path);
  if (::rename(temporary.path().c_str(), target.c_str()) != 0) fail("write", path, errno);
  temporary.keep();
  sync_folder(target);
}

}  // namespace digitnet
