#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "cli/bench.hpp"

using namespace digitnet::test;

namespace {

// More than any machine does before it is interrupted.
constexpr const char* kEndless = "1000000";

std::vector<std::string> long_run(const Bench& bench, const std::string& model, const std::string& epochs) {
  return {"train",
          "--data",
          bench.path("idx"),
          "--arch",
          bench.path("tiny.json"),
          "--epochs",
          epochs,
          "--ema",
          "0.99",
          "--schedule",
          "step",
          "--step-epochs",
          "2",
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
ProcessResult interrupt_run(const Bench& bench, const std::vector<std::string>& words, const std::string& file,
                            const ProcessOptions& options, int signal = SIGINT) {
  Process process(bench.command(words), options);
  for (int i = 0; i < 12000 && !bench.exists(file); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  REQUIRE(bench.exists(file));
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  process.send_signal(signal);
  return process.wait();
}

// What a stopped run says: `stopped (epochs done: 3); ...`.
int epochs_done(const std::string& talk) {
  const std::string before = "stopped (epochs done: ";
  const std::size_t at = talk.find(before);
  REQUIRE(at != std::string::npos);
  return std::stoi(talk.substr(at + before.size()));
}

}  // namespace

TEST_CASE("a run that was interrupted and taken up again gives the same bytes as one that was not") {
  const Bench bench;
  bench.make_idx_folder("idx", 800);
  bench.make_architecture();
  std::vector<std::string> words = long_run(bench, "parts.safetensors", kEndless);
  words.insert(words.end(), {"--checkpoint", bench.path("run")});
  const auto stopped = interrupt_run(bench, words, "run/checkpoint.safetensors", bench.options());
  INFO(stopped.err);
  CHECK(stopped.exit_code == 1);
  CHECK(stopped.err.find("--resume --checkpoint " + bench.path("run")) != std::string::npos);
  CHECK_FALSE(bench.exists("parts.safetensors"));

  const int epochs = epochs_done(stopped.err) + 3;
  const auto resumed =
      bench.run({"train", "--resume", "--checkpoint", bench.path("run"), "--epochs", std::to_string(epochs),
                 "--history", bench.path("parts.safetensors.csv"), "-o", bench.path("parts.safetensors")});
  CHECK(resumed.exit_code == 0);
  CHECK(bench.run(long_run(bench, "whole.safetensors", std::to_string(epochs))).exit_code == 0);
  CHECK(bench.read("parts.safetensors").size() > 1000);
  CHECK(bench.read("parts.safetensors") == bench.read("whole.safetensors"));
  const std::string history = bench.read("parts.safetensors.csv");
  CHECK(std::count(history.begin(), history.end(), '\n') == epochs + 1);
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
  SUBCASE("another precision is such a value") {
    const auto result = bench.run(
        {"train", "--resume", "--checkpoint", bench.path("run"), "--precision", "bf16", "-o", bench.path("m2")});
    CHECK(result.exit_code == 2);
    CHECK(result.err.find("--precision: bf16 given, but the checkpoint was made with fp32") != std::string::npos);
  }
  SUBCASE("a model to start from, where there was none, is an error that says so") {
    const auto result = bench.run(
        {"train", "--resume", "--checkpoint", bench.path("run"), "--init", bench.path("m"), "-o", bench.path("m2")});
    CHECK(result.exit_code == 2);
    CHECK(result.err.find("the checkpoint was made without it") != std::string::npos);
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
  SUBCASE("a changed validation image is an error") {
    std::string images = bench.read("idx/train-images-idx3-ubyte");
    images.back() = static_cast<char>(images.back() ^ 1);
    bench.write("idx/train-images-idx3-ubyte", images);
    const auto result = bench.run({"train", "--resume", "--checkpoint", bench.path("run"), "-o", bench.path("m2")});
    CHECK(result.exit_code == 2);
    CHECK(is_one_error_line(result.err));
    CHECK(result.err.find("is not what the run was begun with") != std::string::npos);
  }
  SUBCASE("every option that shapes the result may be given again as it was") {
    const auto summary = nlohmann::json::parse(bench.run({"summary", bench.path("m"), "--json"}).out);
    std::vector<std::string> words{"train", "--resume", "--checkpoint", bench.path("run"), "-o", bench.path("m2")};
    for (const auto& [name, value] : summary.at("training").at("options").items()) {
      if (value != "") {
        words.push_back("--" + name + "=" + (value.is_string() ? value.get<std::string>() : value.dump()));
      }
    }
    const auto result = bench.run(words);
    INFO(result.err);
    CHECK(result.exit_code == 0);
    CHECK(bench.read("m2") == bench.read("m"));
  }
}

TEST_CASE("the settings kept with a model are the options of train that shape the result, by name") {
  const Bench bench;
  const std::string model = bench.make_model();
  const auto summary = nlohmann::json::parse(bench.run({"summary", model, "--json"}).out);
  std::set<std::string> kept;
  for (const auto& setting : summary.at("training").at("options").items()) {
    kept.insert(setting.key());
  }
  const std::string help = bench.run({"train", "--help"}).out;
  // An option stands at its line's start, perhaps behind its short name.
  const std::regex option(R"((?:^|\n) +(?:-[a-z],)?--([a-z-]+))");
  std::set<std::string> offered;
  for (std::sregex_iterator it(help.begin(), help.end(), option), end; it != end; ++it) {
    offered.insert((*it)[1]);
  }
  CHECK(offered.erase("recipe") == 1);  // a name for settings, which are kept
  for (const char* shapes_nothing : {"help", "output", "checkpoint", "resume", "history", "plot", "json", "threads"}) {
    CAPTURE(shapes_nothing);
    CHECK(offered.erase(shapes_nothing) == 1);
  }
  CHECK(offered == kept);
}

TEST_CASE("a closed terminal saves the run, and what is said then goes on with it as it stands") {
  const Bench bench;
  bench.make_idx_folder("idx", 800);
  bench.make_architecture();
  std::vector<std::string> words = long_run(bench, "a model's.safetensors", kEndless);
  words.insert(words.end(), {"--checkpoint", bench.path("run 1")});
  const auto stopped = interrupt_run(bench, words, "run 1/checkpoint.safetensors", bench.options(), SIGHUP);
  INFO(stopped.err);
  CHECK(stopped.exit_code == 1);
  const std::string start = "go on with: digitnet train ";
  const std::size_t at = stopped.err.find(start);
  REQUIRE(at != std::string::npos);
  const std::string rest = stopped.err.substr(at + start.size(), stopped.err.size() - at - start.size() - 1);
  CHECK(rest == "--resume --checkpoint '" + bench.path("run 1") + "' -o '" + bench.path("a model") +
                    "'\\''s.safetensors' --history '" + bench.path("a model") + "'\\''s.safetensors.csv' --threads 1");
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
  auto options = bench.options();
  SUBCASE("with the environment's word on how threads wait") {}
  SUBCASE("started anew so that waiting threads sleep") {
    std::erase_if(options.environment, [](const auto& variable) { return variable.first == "OMP_WAIT_POLICY"; });
  }
  const auto stopped = interrupt_run(bench, long_run(bench, "m.safetensors", kEndless), "m.safetensors.csv", options);
  INFO(stopped.err);
  CHECK(stopped.exit_code == 1);
  CHECK(bench.read("m.safetensors") == "an earlier model");
  CHECK(bench.run({"summary", bench.path("m.unfinished.safetensors")}).exit_code == 0);
}
