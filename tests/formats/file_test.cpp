#include "formats/file.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "digitnet/error.hpp"
#include "formats/temporary_folder.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

void write(const std::filesystem::path& path, const Bytes& bytes) {
  const std::array<std::span<const std::uint8_t>, 1> parts{bytes};
  write_file(path, parts);
}

std::size_t count_files(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

/// No file may grow longer than `bytes` as long as this lives: the disk is full.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  FullDisk(FullDisk&&) = delete;
  FullDisk& operator=(FullDisk&&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

}  // namespace

TEST_CASE("a file is written in parts and read whole") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "file";
  const Bytes first{1, 2};
  const Bytes second{3};
  const std::array<std::span<const std::uint8_t>, 3> parts{first, std::span<const std::uint8_t>{}, second};
  write_file(path, parts);
  CHECK(read_file(path, 3) == Bytes{1, 2, 3});
  CHECK(count_files(folder.path()) == 1);
}

TEST_CASE("a file larger than the limit is not read") {
  const TemporaryFolder folder;
  write_all(folder.path() / "file", Bytes(100));
  CHECK(read_file(folder.path() / "file", 100).size() == 100);
  CHECK_THROWS_AS(read_file(folder.path() / "file", 99), FileError);
  CHECK_THROWS_AS(read_file("/dev/zero", 5000), FileError);
}

TEST_CASE("what cannot be read is named with the reason") {
  const TemporaryFolder folder;
  const std::string name = folder.path().string();
  CHECK_THROWS_WITH_AS(read_file(folder.path(), 9), ("cannot read " + name + ": it is a folder, not a file").c_str(),
                       FileError);
  CHECK_THROWS_WITH_AS(read_file(folder.path() / "none", 9),
                       ("cannot read " + name + "/none: No such file or directory").c_str(), FileError);
}

TEST_CASE("a file that is replaced keeps its permissions") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "file";
  write(path, {1});
  std::filesystem::permissions(path, std::filesystem::perms{0640});
  write(path, {2});
  CHECK(read_all(path) == Bytes{2});
  CHECK(std::filesystem::status(path).permissions() == std::filesystem::perms{0640});
}

TEST_CASE("a symbolic link stays, and the file it leads to is replaced") {
  const TemporaryFolder folder;
  const auto link = folder.path() / "link";
  std::filesystem::create_directory(folder.path() / "far");
  std::filesystem::create_symlink("far/file", link);
  for (const std::uint8_t byte : {std::uint8_t{1}, std::uint8_t{2}}) {  // the first time it leads to nothing
    write(link, {byte});
    CHECK(std::filesystem::is_symlink(link));
    CHECK(read_all(folder.path() / "far/file") == Bytes{byte});
  }
  std::filesystem::create_symlink("loop", folder.path() / "loop");
  CHECK_THROWS_AS(write(folder.path() / "loop", {1}), FileError);
}

TEST_CASE("a full disk is an error that leaves the earlier file as it was and no other behind") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "file";
  write(path, Bytes(50, 7));
  {
    const FullDisk full(1000);
    CHECK_THROWS_WITH_AS(write(path, Bytes(5000)), ("cannot write " + path.string() + ": File too large").c_str(),
                         FileError);
  }
  CHECK(read_all(path) == Bytes(50, 7));
  CHECK(count_files(folder.path()) == 1);
}

TEST_CASE("a device is written to directly, and its errors are told") {
  write("/dev/null", {1});
  CHECK_THROWS_WITH_AS(write("/dev/full", {1}), "cannot write /dev/full: No space left on device", FileError);
}

TEST_CASE("what cannot be written is named with the reason") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(write(folder.path(), {1}), FileError);
  CHECK_THROWS_AS(write(folder.path() / "none/file", {1}), FileError);
  if (::geteuid() != 0) {
    write(folder.path() / "file", {1});
    std::filesystem::permissions(folder.path() / "file", std::filesystem::perms{0444});
    CHECK_THROWS_AS(write(folder.path() / "file", {2}), FileError);
  }
}

TEST_CASE("a name as long as the file system allows can be written") {
  const TemporaryFolder folder;
  const auto path = folder.path() / std::string(255, 'x');
  write(path, {5});
  CHECK(read_all(path) == Bytes{5});
}
