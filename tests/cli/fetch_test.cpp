#include <doctest/doctest.h>

#include <filesystem>

#include "cli/bench.hpp"

using namespace digitnet::test;

namespace {

constexpr const char* kDebianFashion = "/usr/share/datasets/fashion-mnist";

}  // namespace

TEST_CASE("wrong, cut off and missing files are refused, each with its reason") {
  const Bench bench;
  bench.write("from/train-images-idx3-ubyte", std::string(1000, 'x'));
  bench.write("from/train-labels-idx1-ubyte", std::string(60008, 'x'));
  bench.write("from/t10k-images-idx3-ubyte.gz", "\x1f\x8b\x08 cut off");
  const auto result = bench.run({"fetch", "mnist", "--from", bench.path("from"), "--to", bench.path("to")});
  CHECK(result.exit_code == 2);
  CHECK(result.out.empty());
  CHECK(result.err.find("train-images-idx3-ubyte from " + bench.path("from") + ": 1000 bytes, expected 47040016") !=
        std::string::npos);
  CHECK(result.err.find("train-labels-idx1-ubyte from " + bench.path("from") + ": SHA-256 ") != std::string::npos);
  CHECK(result.err.find("t10k-images-idx3-ubyte") != std::string::npos);
  CHECK(result.err.find("holds neither t10k-labels-idx1-ubyte nor t10k-labels-idx1-ubyte.gz") != std::string::npos);
  CHECK(result.err.find("digitnet: mnist: could not be fetched") != std::string::npos);
  CHECK(std::filesystem::is_empty(bench.path("to")));
}

TEST_CASE("an unknown data set and a missing folder are refused") {
  const Bench bench;
  for (const auto& words :
       {std::vector<std::string>{"fetch", "cifar"}, {"fetch", "mnist", "--from", bench.path("nowhere")}}) {
    const auto result = bench.run(words);
    CHECK(result.exit_code == 2);
    CHECK(is_one_error_line(result.err));
  }
}

TEST_CASE("right files are taken from a folder, and known again") {
  const Bench bench;
  if (!std::filesystem::exists(kDebianFashion)) {
    MESSAGE("skipped: Debian's dataset-fashion-mnist is not installed");
    return;
  }
  const auto fetched = bench.run({"fetch", "fashion-mnist", "--from", kDebianFashion});
  INFO(fetched.err);
  CHECK(fetched.exit_code == 0);
  CHECK(std::filesystem::file_size(bench.path("data/fashion-mnist/train-images-idx3-ubyte")) == 47040016);
  const auto again = bench.run({"fetch", "fashion-mnist", "--from", bench.path("nowhere")});
  CHECK(again.exit_code == 0);
  CHECK(again.out.find("already") != std::string::npos);
  std::filesystem::resize_file(bench.path("data/fashion-mnist/t10k-labels-idx1-ubyte"), 100);
  CHECK(bench.run({"fetch", "fashion-mnist", "--from", kDebianFashion}).exit_code == 0);
  CHECK(std::filesystem::file_size(bench.path("data/fashion-mnist/t10k-labels-idx1-ubyte")) == 10008);
}
