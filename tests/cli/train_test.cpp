#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/bench.hpp"

using namespace digitnet::test;

namespace {

std::vector<std::string> short_run(const Bench& bench, const std::string& model) {
  return {"train",    "--data", bench.path("idx"), "--arch", bench.path("tiny.json"),
          "--epochs", "3",      "--batch-size",    "32",     "--seed",
          "5",        "-o",     bench.path(model)};
}

}  // namespace

TEST_CASE("training ends with the result on standard output and everything else on standard error") {
  const Bench bench;
  bench.make_idx_folder("idx");
  bench.make_architecture();
  const auto result = bench.run(short_run(bench, "m.safetensors"));
  CHECK(result.exit_code == 0);
  CHECK(result.out.starts_with("validation accuracy "));
  CHECK(result.out.find(bench.path("m.safetensors")) != std::string::npos);
  CHECK(std::count(result.out.begin(), result.out.end(), '\n') == 1);
  CHECK(result.err.find("350 images to train on, 50 to validate on") != std::string::npos);
  CHECK(result.err.find("epoch 3/3  loss ") != std::string::npos);
  CHECK(result.err.find_first_of("\r\x1b") == std::string::npos);
}

TEST_CASE("the model file has the same bytes whatever the number of threads") {
  const Bench bench;
  bench.make_idx_folder("idx");
  bench.make_architecture();
  std::vector<std::string> words = short_run(bench, "one.safetensors");
  words.insert(words.end(), {"--threads", "1"});
  CHECK(bench.run(words).exit_code == 0);
  words = short_run(bench, "three.safetensors");
  words.insert(words.end(), {"--threads", "3"});
  CHECK(bench.run(words).exit_code == 0);
  CHECK(bench.read("one.safetensors").size() > 1000);
  CHECK(bench.read("one.safetensors") == bench.read("three.safetensors"));
}

TEST_CASE("history and plot are written") {
  const Bench bench;
  bench.make_idx_folder("idx");
  bench.make_architecture();
  std::vector<std::string> words = short_run(bench, "m.safetensors");
  words.insert(words.end(), {"--history", bench.path("h.csv"), "--plot", bench.path("p.svg")});
  CHECK(bench.run(words).exit_code == 0);
  std::istringstream csv(bench.read("h.csv"));
  std::string line;
  std::getline(csv, line);
  CHECK(line == "epoch,loss,accuracy,validation_loss,validation_accuracy,learning_rate,seconds");
  int rows = 0;
  while (std::getline(csv, line)) {
    ++rows;
    CHECK(std::count(line.begin(), line.end(), ',') == 6);
    CHECK(line.starts_with(std::to_string(rows) + ","));
  }
  CHECK(rows == 3);
  const std::string svg = bench.read("p.svg");
  CHECK(svg.starts_with("<svg "));
  CHECK(svg.ends_with("</svg>\n"));
  CHECK(svg.find(">validation</text>") != std::string::npos);
}

TEST_CASE("a file that is written anew keeps its permissions and the link that leads to it") {
  namespace fs = std::filesystem;
  const Bench bench;
  bench.make_idx_folder("idx");
  bench.make_architecture();
  bench.write("real.svg", "an earlier plot");
  fs::permissions(bench.path("real.svg"), fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("real.svg", bench.path("p.svg"));
  std::vector<std::string> words = short_run(bench, "m.safetensors");
  words.insert(words.end(), {"--plot", bench.path("p.svg")});
  CHECK(bench.run(words).exit_code == 0);
  CHECK(fs::is_symlink(bench.path("p.svg")));
  CHECK(bench.read("real.svg").starts_with("<svg "));
  CHECK(fs::status(bench.path("real.svg")).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("a history in JSON Lines has null where there was no validation") {
  const Bench bench;
  bench.make_idx_folder("idx");
  bench.make_architecture();
  std::vector<std::string> words = short_run(bench, "m.safetensors");
  words.insert(words.end(), {"--history", bench.path("h.jsonl"), "--validation-split", "0"});
  const auto result = bench.run(words);
  CHECK(result.exit_code == 0);
  CHECK(result.out.starts_with("training accuracy "));
  std::istringstream lines(bench.read("h.jsonl"));
  std::string line;
  int epoch = 0;
  while (std::getline(lines, line)) {
    const auto json = nlohmann::json::parse(line);
    CHECK(json.at("epoch") == ++epoch);
    CHECK(json.at("validation_loss").is_null());
    CHECK(json.at("loss").is_number());
  }
  CHECK(epoch == 3);
}

TEST_CASE("training can start from another model's weights") {
  const Bench bench;
  const std::string model = bench.make_model("first.safetensors");
  std::vector<std::string> words = short_run(bench, "second.safetensors");
  words.insert(words.end(), {"--init", model});
  const auto result = bench.run(words);
  CHECK(result.exit_code == 0);
  CHECK(result.err.find("epoch 1/3  loss 0.0") != std::string::npos);
  words = {"train", "--data", bench.path("idx"), "--arch", "seed", "--init", model, "-o", bench.path("x")};
  const auto other = bench.run(words);
  CHECK(other.exit_code == 2);
  CHECK(is_one_error_line(other.err));
  CHECK(other.err.find("layer 0 is conv 4 3x3, expected conv 32 3x3") != std::string::npos);
  words = {"train", "--data", bench.path("idx"), "--arch", "seed", "--init", "shipped", "-o", bench.path("x")};
  CHECK(bench.run(words).err.find("layer 0, conv 32 3x3, differs in padding, stride or first weights") !=
        std::string::npos);
}

TEST_CASE("a loss that is no number ends training without a model, and the last checkpoint stays") {
  const Bench bench;
  bench.make_idx_folder("idx");
  bench.make_architecture();
  std::vector<std::string> words = short_run(bench, "m.safetensors");
  words.insert(words.end(), {"--checkpoint", bench.path("run"), "--learning-rate", "1e30", "--optimizer", "sgd"});
  const auto result = bench.run(words);
  CHECK(result.exit_code == 2);
  CHECK(result.err.find("digitnet: ") != std::string::npos);
  CHECK(result.err.find("epoch 1, step ") != std::string::npos);
  CHECK(result.err.find("learning rate") != std::string::npos);
  CHECK_FALSE(bench.exists("m.safetensors"));
}

TEST_CASE("an absurd rate is an error that says where it happened, and an earlier model stays as it was") {
  const Bench bench;
  bench.make_idx_folder("idx");
  bench.make_architecture();
  const auto check_fails = [&](const std::string& rate, const std::string& batch, const std::string& where) {
    bench.write("m.safetensors", "an earlier model");
    std::vector<std::string> words = short_run(bench, "m.safetensors");
    *std::next(std::find(words.begin(), words.end(), "--batch-size")) = batch;
    words.insert(words.end(), {"--optimizer", "sgd", "--learning-rate", rate});
    const auto result = bench.run(words);
    CAPTURE(result.err);
    CHECK(result.exit_code == 2);
    CHECK(result.out.empty());
    const std::size_t error = result.err.find("digitnet: ");
    REQUIRE(error != std::string::npos);
    CHECK(is_one_error_line(result.err.substr(error)));
    CHECK(result.err.find(where, error) != std::string::npos);
    CHECK(bench.read("m.safetensors") == "an earlier model");
  };
  check_fails("1e20", "32", "epoch 1, step ");
  check_fails("1e30", "32", "epoch 1, step ");
  // One step an epoch: its own loss is still a number, what it leaves behind is not.
  check_fails("1e30", "1024", "at the end of epoch 1: ");
}

TEST_CASE("pictures by class can be trained on, evaluated and read") {
  const Bench bench;
  for (int digit = 0; digit < 10; ++digit) {
    for (int copy = 0; copy < 4; ++copy) {
      bench.make_picture("pictures/" + std::to_string(digit) + "/" + std::to_string(copy) + ".pgm", digit);
    }
  }
  const std::string model = bench.path("m.safetensors");
  const auto trained =
      bench.run({"train", "--data", bench.path("pictures"), "--arch", bench.make_architecture(), "--epochs", "30",
                 "--batch-size", "8", "--learning-rate", "0.01", "--validation-split", "0.2", "-o", model});
  INFO(trained.err);
  CHECK(trained.exit_code == 0);
  const auto evaluated = bench.run({"evaluate", model, "--data", bench.path("pictures"), "--json"});
  CHECK(evaluated.exit_code == 0);
  CHECK(nlohmann::json::parse(evaluated.out).at("accuracy") == 1.0);
  const auto read = bench.run({"predict", "--model", model, bench.make_picture("seven.pgm", 7)});
  CHECK(read.exit_code == 0);
  CHECK(read.out.starts_with("7 "));
}

TEST_CASE("a recipe is all settings at once, and those given beside it count before it") {
  const Bench bench;
  bench.make_idx_folder("idx");
  const auto result = bench.run({"train", "--recipe", "best", "--data", bench.path("idx"), "--epochs", "1",
                                 "--synthetic-digits", "20", "--non-digits", "10", "-o", bench.path("m.safetensors")});
  INFO(result.err);
  CHECK(result.exit_code == 0);
  CHECK(result.err.find("397 images to train on, 33 to validate on; adam, rate 0.003, one-cycle") != std::string::npos);
  CHECK(result.err.find("calibrated: temperature ") != std::string::npos);
  const auto summary = nlohmann::json::parse(bench.run({"summary", bench.path("m.safetensors"), "--json"}).out);
  const auto& options = summary.at("training").at("options");
  CHECK(options.at("arch") == "reader-wide");
  CHECK(options.at("augment") == "full");
  CHECK(options.at("epochs") == 1);
  CHECK(options.at("non-digits") == 10);
}

TEST_CASE("wrong settings of augmentation and drawing are refused by name") {
  const Bench bench;
  bench.make_idx_folder("idx");
  bench.make_architecture();
  const auto error_with = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words = short_run(bench, "m.safetensors");
    words.insert(words.end(), more.begin(), more.end());
    const auto result = bench.run(words);
    CHECK(result.exit_code == 2);
    CHECK(is_one_error_line(result.err));
    return result.err;
  };
  CHECK(error_with({"--recipe", "worst"}) == "digitnet: --recipe: 'worst', expected one of best, lines, fine-tune\n");
  CHECK(
      error_with({"--line-windows", "5", "--non-digits", "5"}) ==
      "digitnet: --line-windows: expected without --synthetic-digits, --non-digits, --calibrate, --mix and --repeat\n");
  CHECK(error_with({"--augment", "much"}) ==
        "digitnet: --augment: 'much', expected one of none, hand, full, placement, window\n");
  CHECK(error_with({"--clean-epochs", "-1"}).find("--clean-epochs: -1, expected 0 or more") != std::string::npos);
  CHECK(error_with({"--non-digits", "20000000"}).find("--non-digits: 20000000, expected 0 to 10000000") !=
        std::string::npos);
  CHECK(error_with({"--calibrate", "--validation-split", "0"}).find("--calibrate: needs images to validate on") !=
        std::string::npos);
  // Ten outputs have no place for an eleventh class.
  CHECK(
      error_with({"--non-digits", "5"}).find("--non-digits: a model of 10 outputs, expected 11 as --arch reader has") !=
      std::string::npos);
}

TEST_CASE("fine-tuning starts from a model of any architecture, and keeps what it knew by data that is mixed in") {
  const Bench bench;
  const std::string model = bench.make_model("first.safetensors");
  bench.make_idx_folder("own", 40);
  bench.make_idx_folder("others", 300);
  const auto result = bench.run({"train", "--recipe", "fine-tune", "--init", model, "--data", bench.path("own"),
                                 "--mix", bench.path("others"), "--mix-images", "200", "--repeat", "5", "--validation",
                                 bench.path("others"), "--epochs", "2", "-o", bench.path("mine.safetensors")});
  INFO(result.err);
  CHECK(result.exit_code == 0);
  // 40 images five times, and 200 of the others; all of those are validated on.
  CHECK(result.err.find("400 images to train on, 300 to validate on") != std::string::npos);
  const auto summary = bench.run({"summary", bench.path("mine.safetensors")});
  CHECK(summary.out.find("conv 4 3x3") != std::string::npos);
}

TEST_CASE("the architecture of --init is that of its model unless another is given, and needs a model") {
  const Bench bench;
  const std::string model = bench.make_model("first.safetensors");
  const auto result = bench.run(
      {"train", "--data", bench.path("idx"), "--init", model, "--epochs", "1", "-o", bench.path("second.safetensors")});
  CHECK(result.exit_code == 0);
  const auto without =
      bench.run({"train", "--data", bench.path("idx"), "--recipe", "fine-tune", "-o", bench.path("x")});
  CHECK(without.exit_code == 2);
  CHECK(is_one_error_line(without.err));
  CHECK(without.err.find("--arch: init is that of the model that --init names") != std::string::npos);
}

TEST_CASE("with --json standard output tells a program how far training is, line by line, and nothing else") {
  const Bench bench;
  bench.make_idx_folder("idx");
  bench.make_architecture();
  std::vector<std::string> words = short_run(bench, "m.safetensors");
  words.insert(words.end(), {"--json"});
  const auto result = bench.run(words);
  CHECK(result.exit_code == 0);
  std::istringstream lines(result.out);
  std::vector<nlohmann::json> events;
  for (std::string line; std::getline(lines, line);) events.push_back(nlohmann::json::parse(line));
  REQUIRE(events.size() >= 5);
  CHECK(events[0] == nlohmann::json{{"event", "start"}, {"train", 350}, {"validation", 50}, {"epochs", 3}});
  CHECK(events[1]["event"] == "step");
  CHECK(events[1]["steps"] == 11);
  CHECK(events.back()["event"] == "epoch");
  CHECK(events.back()["epoch"] == 3);
  CHECK(events.back()["validation_accuracy"].is_number());
  CHECK(bench.exists("m.safetensors"));
}

TEST_CASE("numbers of images to mix and repeat are checked") {
  const Bench bench;
  bench.make_idx_folder("idx");
  bench.make_architecture();
  for (const auto& [option, value] : {std::pair("--repeat", "0"), std::pair("--mix-images", "0")}) {
    std::vector<std::string> words = short_run(bench, "m.safetensors");
    words.insert(words.end(), {option, value});
    const auto result = bench.run(words);
    CHECK(result.exit_code == 2);
    CHECK(is_one_error_line(result.err));
    CHECK(result.err.find(option) != std::string::npos);
  }
}
