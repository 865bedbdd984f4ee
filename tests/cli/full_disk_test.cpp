#include <doctest/doctest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>

#include "cli/bench.hpp"

using namespace digitnet::test;

namespace {

namespace fs = std::filesystem;

/// A file system of a few kilobytes, where the machine allows one to be mounted.
class SmallDisk {
 public:
  explicit SmallDisk(const std::string& folder) : folder_(folder) {
    fs::create_directories(folder);
    mounted_ = mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=16k") == 0;
  }
  ~SmallDisk() {
    if (mounted_) {
      umount2(folder_.c_str(), MNT_DETACH);
    }
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  [[nodiscard]] bool mounted() const { return mounted_; }

 private:
  std::string folder_;
  bool mounted_ = false;
};

std::vector<std::string> short_run(const Bench& bench, const std::string& model) {
  return {"train", "--data", bench.path("idx"), "--arch", bench.path("tiny.json"), "--epochs", "2", "-o", model};
}

std::string only_file_in(const std::string& folder) {
  std::string found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    found = entry.path().string();
  }
  return found;
}

}  // namespace

TEST_CASE("a full disk is an error, and the trained model is saved elsewhere") {
  const Bench bench;
  bench.make_idx_folder("idx");
  bench.make_architecture();
  const SmallDisk disk(bench.path("disk"));
  if (!disk.mounted()) {
    MESSAGE("skipped: no file system can be mounted here");
    return;
  }
  const auto result = bench.run(short_run(bench, bench.path("disk/m")));
  CHECK(result.exit_code == 2);
  CHECK(result.out.empty());
  CHECK(result.err.find("disk/m") != std::string::npos);
  const std::string rescued = only_file_in(bench.path("tmp"));
  CHECK(result.err.find(rescued) != std::string::npos);
  CHECK(bench.run({"summary", rescued}).exit_code == 0);
  CHECK(only_file_in(bench.path("disk")).empty());
}

TEST_CASE("a file that may not grow is an error, not a crash, and what was there stays") {
  const Bench bench;
  bench.make_idx_folder("idx");
  bench.make_architecture();
  bench.write("m", "an earlier model");
  auto options = bench.options();
  options.file_limit_bytes = 8192;
  const auto result = bench.run(short_run(bench, bench.path("m")), options);
  CHECK(result.exit_code == 2);
  CHECK(bench.read("m") == "an earlier model");
}

TEST_CASE("a checkpoint that cannot be saved is reported, and training goes on to its model") {
  const Bench bench;
  bench.make_idx_folder("idx");
  bench.make_architecture();
  const SmallDisk disk(bench.path("disk"));
  if (!disk.mounted()) {
    MESSAGE("skipped: no file system can be mounted here");
    return;
  }
  auto words = short_run(bench, bench.path("m"));
  words.insert(words.end(), {"--checkpoint", bench.path("disk/run")});
  const auto result = bench.run(words);
  CHECK(result.exit_code == 2);
  CHECK(result.err.find("digitnet: ") != std::string::npos);
  CHECK(bench.run({"summary", bench.path("m")}).exit_code == 0);
}
