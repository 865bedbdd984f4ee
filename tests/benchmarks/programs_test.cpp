// Every benchmark still measures what it says, and finds its answers right: a case of each, for a moment.

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "support/process.hpp"

using namespace digitnet::test;

namespace {

struct Sample {
  std::string program;
  std::vector<std::string> cases;  ///< each is the only one of its name
  std::string unit;                ///< of the first figure
};

const std::vector<Sample> kSamples{
    {"benchmark_training_step", {"seed-b20"}, "images/s"},
    {"benchmark_inference", {"seed-b1"}, "us"},
    {"benchmark_scaling", {"seed-b20"}, "images/s"},
    {"benchmark_kernels",
     {"conv-seed-forward", "conv-report-backward", "dense-report-b20-forward", "dense-seed-b128-backward",
      "pool-forward", "adadelta-seed", "peak-fp32-one-core"},
     "GFLOP/s"},
    {"benchmark_kernels", {"read-l2-512KiB"}, "GB/s"},
    {"benchmark_serving", {"network/4", "recognizer/normalized"}, "us/picture"},
};

ProcessResult run(const std::string& program, std::vector<std::string> words, const std::string& isa = "") {
  words.insert(words.begin(), DIGITNET_PROGRAMS "/" + program);
  ProcessOptions options;
  options.environment = {{"OMP_WAIT_POLICY", "passive"}};
  if (!isa.empty()) options.environment.emplace_back("DIGITNET_ISA", isa);
  return run_process(words, options);
}

nlohmann::json measure(const std::string& program, const std::string& filter, const std::string& precision) {
  const ProcessResult result =
      run(program, {"--filter", filter, "--json", "--repeats", "1", "--seconds", "0.001", "--precision", precision});
  INFO(program << ' ' << filter << ": " << result.err);
  REQUIRE(result.exit_code == 0);
  return nlohmann::json::parse(result.out);
}

}  // namespace

TEST_CASE("every benchmark lists its cases") {
  for (const Sample& sample : kSamples) {
    CAPTURE(sample.program);
    const ProcessResult result = run(sample.program, {"--list"});
    CHECK(result.exit_code == 0);
    std::istringstream lines(result.out);
    std::vector<std::string> names;
    for (std::string line; std::getline(lines, line);) names.push_back(line);
    for (const std::string& name : sample.cases) CHECK(std::ranges::count(names, name) == 1);
  }
}

TEST_CASE("every benchmark measures, after a right answer") {
  for (const Sample& sample : kSamples)
    for (const std::string& name : sample.cases)
      for (const char* precision : {"fp32", "bf16"}) {
        CAPTURE(name);
        const nlohmann::json found = measure(sample.program, name, precision);
        REQUIRE(found["cases"].size() == 1);
        CHECK(found["cases"][0]["case"] == name);
        const nlohmann::json first = found["cases"][0]["figures"][0];
        CHECK(first["unit"] == sample.unit);
        CHECK(first["median"] > 0);
      }
}

TEST_CASE("a training step of seed counts the operations of its formulas") {
  // Products of an image: 26*26 places of 9*32 weights, 24*24 of 9*32*64, and dense 9216*64 and 64*10; all three times
  // but for the first layer, whose input wants no gradient. Two operations each, 20 images a step, over the bytes of
  // 20 images and of 609,354 parameters with two means, read and written.
  const double products = 2 * 676.0 * 288 + 3 * (576.0 * 18432 + 589824 + 640);
  const double moved = 4 * (20 * 784.0 + 6 * 609354.0);
  const nlohmann::json found = measure("benchmark_kernels", "training-seed-b20", "fp32");
  const nlohmann::json intensity = found["cases"][0]["figures"][2];
  CHECK(intensity["unit"] == "FLOP/byte");
  CHECK(intensity["median"].get<double>() == doctest::Approx(2 * products * 20 / moved));
}

TEST_CASE("a benchmark refuses an instruction set that is not there") {
  for (const char* program : {"benchmark_kernels", "benchmark_training_step"}) {
    const ProcessResult result = run(program, {"--filter", "seed-b20"}, "none");
    CHECK(result.exit_code == 2);
    CHECK(result.err.starts_with("error: DIGITNET_ISA"));
  }
}
