#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "cli/bench.hpp"

using namespace digitnet::test;

TEST_CASE("summary counts the parameters of the specification's architectures") {
  const Bench bench;
  const std::vector<std::pair<std::string, int>> counts{{"seed", 609354}, {"report", 2399690}, {"notebook", 2380938}};
  for (const auto& [name, parameters] : counts) {
    const auto result = bench.run({"summary", name, "--json"});
    CHECK(result.exit_code == 0);
    CHECK(nlohmann::json::parse(result.out).at("parameters") == parameters);
  }
}

TEST_CASE("summary shows a model with its training") {
  const Bench bench;
  const std::string model = bench.make_model();
  const auto json = nlohmann::json::parse(bench.run({"summary", model, "--json"}).out);
  CHECK(json.at("input") == nlohmann::json({28, 28, 1}));
  CHECK(json.at("layers").size() == 6);
  CHECK(json.at("training").at("options").at("learning-rate") == 0.01);
  CHECK(json.at("training").at("history").size() == 8);
  const auto text = bench.run({"summary", model});
  CHECK(text.exit_code == 0);
  CHECK(text.out.find("conv 4 3x3") != std::string::npos);
  CHECK(text.out.find("epoch 8/8") != std::string::npos);
}

TEST_CASE("summary reads an architecture file") {
  const Bench bench;
  CHECK(bench.run({"summary", bench.make_architecture()}).out.find("dense 10") != std::string::npos);
}
