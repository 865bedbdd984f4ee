#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "cli/bench.hpp"
#include "support/small_disk.hpp"

using namespace digitnet::test;

namespace {

namespace fs = std::filesystem;

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
  fs::create_directories(bench.path("disk"));
  const auto words = on_small_disk(bench.path("disk"), "16k", bench.command(short_run(bench, bench.path("disk/m"))));
  if (!words) {
    MESSAGE("skipped: this machine refuses mount namespaces");
    return;
  }
  const auto result = run_process(*words, bench.options());
  INFO(result.err);
  CHECK(result.exit_code == 2);
  CHECK(result.out.empty());  // no result, and nothing left on the disk
  CHECK(result.err.find("disk/m") != std::string::npos);
  const std::string rescued = only_file_in(bench.path("tmp"));
  CHECK(result.err.find(rescued) != std::string::npos);
  CHECK(bench.run({"summary", rescued}).exit_code == 0);
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
  // A checkpoint holds the weights and Adam's two averages of each: three times the model.
  auto options = bench.options();
  options.file_limit_bytes = 48 * 1024;
  auto words = short_run(bench, bench.path("m"));
  words.insert(words.end(), {"--checkpoint", bench.path("run")});
  const auto result = bench.run(words, options);
  INFO(result.err);
  CHECK(result.exit_code == 2);
  CHECK(result.err.find("digitnet: cannot write " + bench.path("run")) != std::string::npos);
  CHECK_FALSE(bench.exists("run/checkpoint.safetensors"));
  CHECK(bench.run({"summary", bench.path("m")}).exit_code == 0);
}
