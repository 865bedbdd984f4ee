#include <doctest/doctest.h>

#include "cli/bench.hpp"

using namespace digitnet::test;

TEST_CASE("help goes to standard output, shows examples and exits 0") {
  const Bench bench;
  const auto whole = bench.run({"--help"});
  CHECK(whole.exit_code == 0);
  CHECK(whole.err.empty());
  for (const char* subcommand : {"train", "evaluate", "predict", "summary", "fetch"}) {
    CAPTURE(subcommand);
    CHECK(whole.out.find(subcommand) != std::string::npos);
    const auto help = bench.run({subcommand, "--help"});
    CHECK(help.exit_code == 0);
    CHECK(help.err.empty());
    CHECK(help.out.find("Examples:\n  digitnet " + std::string(subcommand)) != std::string::npos);
  }
}

TEST_CASE("version names the version, the instruction sets, the compiler and the build") {
  const Bench bench;
  const auto result = bench.run({"--version"});
  CHECK(result.exit_code == 0);
  for (const char* part : {"digitnet ", "ISA ", "available: baseline", "compiler ", "build "}) {
    CHECK(result.out.find(part) != std::string::npos);
  }
}

TEST_CASE("wrong usage is one line that points to the help, and exit code 2") {
  const Bench bench;
  const std::vector<std::vector<std::string>> wrong{{},
                                                    {"paint"},
                                                    {"paint", "--help"},
                                                    {""},
                                                    {"predict", ""},
                                                    {"train", "-o", ""},
                                                    {"train", "--seed", "", "-o", "x"},
                                                    {"train", "--seed", "18446744073709551616", "-o", "x"},
                                                    {"train"},
                                                    {"train", "--bogus", "-o", "x"},
                                                    {"train", "--epochs", "many", "-o", "x"},
                                                    {"train", "--seed", "-1", "-o", "x"},
                                                    {"predict"},
                                                    {"predict", "--top"},
                                                    {"predict", "--json", "--csv", "a.png"},
                                                    {"evaluate"},
                                                    {"summary", "a", "b"},
                                                    {"fetch"}};
  for (const auto& words : wrong) {
    const auto result = bench.run(words);
    CAPTURE(result.err);
    CHECK(result.exit_code == 2);
    CHECK(result.out.empty());
    CHECK(is_one_error_line(result.err));
    CHECK(result.err.find("--help") != std::string::npos);
  }
}

TEST_CASE("a value that is no number is named with what was expected") {
  const Bench bench;
  const auto refuse = [&](const std::vector<std::string>& words, const std::string& message) {
    const auto result = bench.run(words);
    CHECK(result.exit_code == 2);
    CHECK(result.err == "digitnet: " + message + " (see 'digitnet " + words.front() + " --help')\n");
  };
  refuse({"predict", "a.png", "--top", "x"}, "--top: 'x', expected a whole number");
  refuse({"predict", "a.png", "--top", "2.5"}, "--top: '2.5', expected a whole number");
  refuse({"predict", "a.png", "--top", "99999999999"}, "--top: '99999999999', expected a whole number of fewer digits");
  refuse({"predict", "a.png", "--digits", "five"}, "--digits: 'five', expected a whole number");
  refuse({"predict", "a.png", "--lines=2.5"}, "--lines: '2.5', expected a whole number");
  refuse({"predict", "a.png", "--min-confidence", "high"}, "--min-confidence: 'high', expected a number");
  refuse({"read", "a.png", "--form", "f.json", "--min-confidence", "90%"},
         "--min-confidence: '90%', expected a number");
  refuse({"train", "-o", "x", "--epochs", "many"}, "--epochs: 'many', expected a whole number");
  refuse({"train", "-o", "x", "--warmup", "1e3"}, "--warmup: '1e3', expected a whole number");
  refuse({"train", "-o", "x", "--learning-rate", "slow"}, "--learning-rate: 'slow', expected a number");
  refuse({"evaluate", "x", "--views", "all"}, "--views: 'all', expected a whole number");
}

TEST_CASE("an unknown subcommand is named") {
  const Bench bench;
  CHECK(bench.run({"bogus"}).err.starts_with("digitnet: bogus: no such subcommand"));
  CHECK(bench.run({"bogus", "--help"}).err.starts_with("digitnet: bogus: no such subcommand"));
  CHECK(bench.run({"--bogus"}).err.starts_with("digitnet: --bogus: no such option"));
}

TEST_CASE("an instruction set that is not there is an error of every subcommand that computes") {
  const Bench bench;
  auto options = bench.options();
  options.environment.emplace_back("DIGITNET_ISA", "mmx");
  const auto result = bench.run({"--version"}, options);
  CHECK(result.exit_code == 2);
  CHECK(is_one_error_line(result.err));
}

TEST_CASE("a precision is one of three words, and bf16 that is not there is said and done without") {
  const Bench bench;
  const std::string picture = bench.make_picture("4.pgm", 4);
  const auto wrong = bench.run({"predict", picture, "--precision", "fp16"});
  CHECK(wrong.exit_code == 2);
  CHECK(wrong.err == "digitnet: --precision: 'fp16', expected one of fp32, bf16, auto\n");
  auto options = bench.options();
  options.environment.emplace_back("DIGITNET_ISA", "baseline");
  const auto without = bench.run({"predict", picture, "--model", bench.make_model(), "--precision", "bf16"}, options);
  CHECK(without.exit_code == 0);
  CHECK(without.err == "--precision bf16: baseline has no instructions for it; fp32 is used\n");
  CHECK(bench.run({"predict", picture, "--model", bench.make_model(), "--precision", "auto"}, options).err.empty());
}

TEST_CASE("nobody reading the output is no error") {
  const Bench bench;
  auto options = bench.options();
  options.closed_output = true;
  const auto result = bench.run({"summary", "seed"}, options);
  CHECK(result.exit_code == 0);
  CHECK(result.err.empty());
}

TEST_CASE("a full standard output is an error") {
  const Bench bench;
  auto options = bench.options();
  options.output_file = "/dev/full";
  const auto result = bench.run({"summary", "seed"}, options);
  CHECK(result.exit_code == 2);
  CHECK(is_one_error_line(result.err));
}
