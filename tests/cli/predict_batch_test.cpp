#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <sstream>
#include <thread>

#include "cli/bench.hpp"
#include "support/digit_glyphs.hpp"

using namespace digitnet::test;

namespace {

namespace fs = std::filesystem;

/// A folder of pictures, a model, and the words that read the one with the other into a table.
struct Batch {
  explicit Batch(int pictures) : model(bench.make_model()) {
    for (int i = 0; i < pictures; ++i) {
      bench.make_picture("scans/" + std::to_string(i / 100) + "/" + std::to_string(i) + ".pgm", i % 10);
    }
  }

  [[nodiscard]] std::vector<std::string> words(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> all{
        "predict", "--model", model, "--recursive", bench.path("scans"), "--csv", bench.path("out.csv")};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  /// The rows as they come on standard output.
  [[nodiscard]] std::string expected() const {
    return bench.run({"predict", "--model", model, "--recursive", bench.path("scans"), "--csv"}).out;
  }

  Bench bench;
  std::string model;
};

std::string first_lines(const std::string& text, int count) {
  std::size_t end = 0;
  for (int i = 0; i < count; ++i) end = text.find('\n', end) + 1;
  return text.substr(0, end);
}

}  // namespace

TEST_CASE("--csv with a file's name holds the rows that standard output would, in order") {
  const Batch batch(300);
  const auto result = batch.bench.run(batch.words());
  CHECK(result.exit_code == 0);
  CHECK(result.out.empty());
  CHECK(result.err.starts_with("300 pictures, 300 read, 0 without digits or not sure, 0 that cannot be read; in "));
  const std::string expected = batch.expected();
  CHECK(std::count(expected.begin(), expected.end(), '\n') == 301);
  CHECK(batch.bench.read("out.csv") == expected);
}

TEST_CASE("a batch goes on where it stopped: whole rows stay, half of one is written anew") {
  const Batch batch(40);
  const std::string bad = batch.bench.write("scans/0/odd\",\n.png", "no picture");
  CHECK(batch.bench.run(batch.words()).exit_code == 1);
  const std::string whole = batch.bench.read("out.csv");
  CHECK(whole == batch.expected());

  // The kept rows are not read again: this one says what no model would.
  std::string begun = first_lines(whole, 20);
  const std::size_t label = begun.find(".pgm,") + 5;
  begun[label] = begun[label] == '7' ? '8' : '7';
  batch.bench.write("out.csv", begun + whole.substr(begun.size(), 9));
  const auto resumed = batch.bench.run(batch.words());
  CHECK(resumed.exit_code == 1);  // of the picture that cannot be read, whose row was there or not
  CHECK(batch.bench.read("out.csv") == begun + whole.substr(begun.size()));

  SUBCASE("one more run has nothing to do and comes to the same exit code") {
    const auto again = batch.bench.run(batch.words());
    CHECK(again.exit_code == 1);
    CHECK(again.err == resumed.err.substr(resumed.err.find("41 pictures")));
    CHECK(batch.bench.read("out.csv") == begun + whole.substr(begun.size()));
  }
  SUBCASE("a picture that has come since gets its row at the end") {
    const std::string added = batch.bench.make_picture("scans/0/0-added.pgm", 5);
    CHECK(batch.bench.run(batch.words()).exit_code == 1);
    CHECK(batch.bench.read("out.csv").find("\n" + added + ",") == whole.size() - 1);
  }
  SUBCASE("a name that is cut inside its quotes is no whole row") {
    const std::size_t quoted = whole.find("\"\",\n.png");
    REQUIRE(quoted != std::string::npos);
    batch.bench.write("out.csv", whole.substr(0, quoted + 4));
    CHECK(batch.bench.run(batch.words()).exit_code == 1);
    CHECK(batch.bench.read("out.csv") == whole);
  }
}

TEST_CASE("a table goes on only with the options it was begun with") {
  const Batch batch(3);
  CHECK(batch.bench.run(batch.words()).exit_code == 0);
  const std::string table = batch.bench.read("out.csv");
  const auto refuse = [&](const std::vector<std::string>& more, const std::string& mentions) {
    const auto result = batch.bench.run(batch.words(more));
    CAPTURE(result.err);
    CHECK(result.exit_code == 2);
    CHECK(is_one_error_line(result.err));
    CHECK(result.err.find(mentions) != std::string::npos);
    CHECK(batch.bench.read("out.csv") == table);
  };
  refuse({"--top", "2"}, "--top: " + batch.bench.path("out.csv") + " was begun with \"1\", now it is \"2\"");
  refuse({"--min-confidence", "0.7"}, "--min-confidence");
  const auto other = batch.bench.run({"train", "--data", batch.bench.path("idx"), "--arch",
                                      batch.bench.path("tiny.json"), "--epochs", "1", "-o", batch.model});
  CHECK(other.exit_code == 0);
  refuse({}, "--model");
}

TEST_CASE("a file that is no table of predict is left alone") {
  const Batch batch(3);
  const auto refuse = [&](const std::string& mentions) {
    const std::string before = batch.bench.read("out.csv");
    const auto result = batch.bench.run(batch.words());
    CAPTURE(result.err);
    CHECK(result.exit_code == 2);
    CHECK(is_one_error_line(result.err));
    CHECK(result.err.find(mentions) != std::string::npos);
    CHECK(batch.bench.read("out.csv") == before);
  };
  batch.bench.write("out.csv", "my,own,table\n");
  refuse("out.csv.options");
  fs::remove(batch.bench.path("out.csv"));
  CHECK(batch.bench.run(batch.words()).exit_code == 0);
  const std::string table = batch.bench.read("out.csv");
  batch.bench.write("out.csv", "my,own,table\n");
  refuse("row 1");
  batch.bench.write("out.csv", table + "one field\n");
  refuse("row 5");
}

TEST_CASE("a batch that is interrupted keeps whole rows, and the same command completes them") {
  const Batch batch(2000);
  Process process(batch.bench.command(batch.words()), batch.bench.options());
  const auto rows = [&] {
    const std::string table = batch.bench.read("out.csv");
    return std::count(table.begin(), table.end(), '\n');
  };
  while (rows() < 20) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  process.send_signal(SIGINT);
  const auto stopped = process.wait();
  INFO(stopped.err);
  CHECK(stopped.exit_code == 1);
  CHECK(stopped.err.starts_with("stopped: "));
  const std::string part = batch.bench.read("out.csv");
  const std::string expected = batch.expected();
  CHECK(part.size() < expected.size());
  CHECK(part.ends_with('\n'));
  CHECK(expected.starts_with(part));
  CHECK(batch.bench.run(batch.words()).exit_code == 0);
  CHECK(batch.bench.read("out.csv") == expected);
}

TEST_CASE("a batch that is killed loses no row that was written, and goes on") {
  const Batch batch(2000);
  {
    Process process(batch.bench.command(batch.words()), batch.bench.options());
    while (!batch.bench.exists("out.csv") || fs::file_size(batch.bench.path("out.csv")) < 2000) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    process.send_signal(SIGKILL);
    process.wait();
  }
  const std::string part = batch.bench.read("out.csv");
  const auto resumed = batch.bench.run(batch.words());
  CHECK(resumed.exit_code == 0);
  CHECK(batch.bench.read("out.csv").starts_with(part.substr(0, part.rfind('\n') + 1)));
  CHECK(batch.bench.read("out.csv") == batch.expected());
}

TEST_CASE("a table that cannot be written is an error, and the next run goes on with its whole rows") {
  const Batch batch(300);
  auto options = batch.bench.options();
  options.file_limit_bytes = 8192;
  const auto result = batch.bench.run(batch.words(), options);
  CHECK(result.exit_code == 2);
  CHECK(is_one_error_line(result.err));
  CHECK(result.err.find("out.csv: cannot be written") != std::string::npos);
  CHECK(batch.bench.run(batch.words()).exit_code == 0);
  CHECK(batch.bench.read("out.csv") == batch.expected());
}

TEST_CASE("two runs do not write one table") {
  const Batch batch(2000);
  Process first(batch.bench.command(batch.words()), batch.bench.options());
  while (batch.bench.read("out.csv").empty()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const auto second = batch.bench.run(batch.words());
  CHECK(second.exit_code == 2);
  CHECK(second.err.find("another run is writing it") != std::string::npos);
  CHECK(first.wait().exit_code == 0);
  CHECK(batch.bench.read("out.csv") == batch.expected());
}
