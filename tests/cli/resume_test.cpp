#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

#include "cli/bench.hpp"

using namespace digitnet::test;

namespace {

constexpr const char* kEpochs = "20";

std::vector<std::string> long_run(const Bench& bench, const std::string& model) {
  return {"train",
          "--data",
          bench.path("idx"),
          "--arch",
          bench.path("tiny.json"),
          "--epochs",
          kEpochs,
          "--ema",
          "0.99",
          "--schedule",
          "cosine",
          "--batch-size",
          "32",
          "--threads",
          "1",
          "-o",
          bench.path(model),
          "--history",
          bench.path(model + ".csv")};
}

// Interrupts a run when `file` has appeared.
ProcessResult interrupt_run(const Bench& bench, const std::vector<std::string>& words, const std::string& file) {
  Process process(bench.command(words), bench.options());
  for (int i = 0; i < 3000 && !bench.exists(file); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  process.send_signal(SIGINT);
  return process.wait();
}

}  // namespace

TEST_CASE("a run that was interrupted and taken up again gives the same bytes as one that was not") {
  const Bench bench;
  bench.make_idx_folder("idx", 800);
  bench.make_architecture();
  CHECK(bench.run(long_run(bench, "whole.safetensors")).exit_code == 0);

  std::vector<std::string> words = long_run(bench, "parts.safetensors");
  words.insert(words.end(), {"--checkpoint", bench.path("run")});
  const auto stopped = interrupt_run(bench, words, "run/checkpoint.safetensors");
  INFO(stopped.err);
  CHECK(stopped.exit_code == 1);
  CHECK(stopped.err.find("--resume --checkpoint " + bench.path("run")) != std::string::npos);
  CHECK_FALSE(bench.exists("parts.safetensors"));

  const auto resumed = bench.run({"train", "--resume", "--checkpoint", bench.path("run"), "--history",
                                  bench.path("parts.safetensors.csv"), "-o", bench.path("parts.safetensors")});
  CHECK(resumed.exit_code == 0);
  CHECK(bench.read("parts.safetensors") == bench.read("whole.safetensors"));
  const std::string history = bench.read("parts.safetensors.csv");
  CHECK(std::count(history.begin(), history.end(), '\n') == 21);
}

TEST_CASE("options given again must be those of the checkpoint") {
  const Bench bench;
  bench.make_idx_folder("idx");
  bench.make_architecture();
  const std::vector<std::string> start{"train",    "--data", bench.path("idx"), "--arch",       bench.path("tiny.json"),
                                       "--epochs", "2",      "--optimizer",     "sgd",          "--momentum",
                                       "0.9",      "-o",     bench.path("m"),   "--checkpoint", bench.path("run")};
  CHECK(bench.run(start).exit_code == 0);

  SUBCASE("another value is an error that names both") {
    const auto result = bench.run(
        {"train", "--resume", "--checkpoint", bench.path("run"), "--batch-size", "64", "-o", bench.path("m2")});
    CHECK(result.exit_code == 2);
    CHECK(is_one_error_line(result.err));
    CHECK(result.err.find("--batch-size: 64 given, but the checkpoint was made with 128") != std::string::npos);
  }
  SUBCASE("the same value, and an option that only fits the checkpoint's optimizer, are fine") {
    const auto result = bench.run({"train", "--resume", "--checkpoint", bench.path("run"), "--batch-size", "128",
                                   "--momentum", "0.9", "-o", bench.path("m2")});
    CHECK(result.exit_code == 0);
    CHECK(bench.read("m2") == bench.read("m"));
  }
  SUBCASE("more epochs may be asked for where the schedule does not depend on their number") {
    const auto result =
        bench.run({"train", "--resume", "--checkpoint", bench.path("run"), "--epochs", "3", "-o", bench.path("m3")});
    CHECK(result.exit_code == 0);
    CHECK(result.err.find("epoch 3/3") != std::string::npos);
    CHECK(result.err.find("epoch 2/3") == std::string::npos);
  }
  SUBCASE("a new run does not take an old one's place") {
    const auto result = bench.run(start);
    CHECK(result.exit_code == 2);
    CHECK(is_one_error_line(result.err));
    CHECK(result.err.find("--resume") != std::string::npos);
  }
  SUBCASE("changed data is an error") {
    bench.make_idx_folder("idx", 300);
    const auto result = bench.run({"train", "--resume", "--checkpoint", bench.path("run"), "-o", bench.path("m2")});
    CHECK(result.exit_code == 2);
    CHECK(is_one_error_line(result.err));
  }
}

TEST_CASE("resuming needs a checkpoint") {
  const Bench bench;
  for (const auto& words : {std::vector<std::string>{"train", "--resume", "-o", bench.path("m")},
                            {"train", "--resume", "--checkpoint", bench.path("none"), "-o", bench.path("m")}}) {
    const auto result = bench.run(words);
    CHECK(result.exit_code == 2);
    CHECK(is_one_error_line(result.err));
  }
}

TEST_CASE("an interrupted run without a checkpoint keeps its model, but not in an earlier one's place") {
  const Bench bench;
  bench.make_idx_folder("idx", 800);
  bench.make_architecture();
  bench.write("m.safetensors", "an earlier model");
  const auto stopped = interrupt_run(bench, long_run(bench, "m.safetensors"), "m.safetensors.csv");
  CHECK(stopped.exit_code == 1);
  CHECK(bench.read("m.safetensors") == "an earlier model");
  CHECK(bench.run({"summary", bench.path("m.unfinished.safetensors")}).exit_code == 0);
}
