#include "served_model.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "digitnet/error.hpp"
#include "evaluation_json.hpp"
#include "parse_evaluation.hpp"

using namespace digitnet;
using namespace digitnet::serve;

namespace {

const std::string kModel = DIGITNET_SOURCE_DIR "/data/models/default.safetensors";
const std::string kEvaluation = DIGITNET_SOURCE_DIR "/data/models/default.evaluation.json";

std::string read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

/// What is wrong with `text` as an evaluation; empty when nothing is.
std::string complaint(const std::string& text) {
  try {
    (void)cli::parse_evaluation(text, "e.json");
    return "";
  } catch (const FormatError& error) {
    return error.what();
  }
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("the shipped model knows its sum, how it was trained and how good it is") {
  const auto model = load_served_model({});
  CHECK(model->sha256.size() == 64);
  CHECK(model->version == model->sha256.substr(0, 12));
  CHECK_FALSE(model->record.options.empty());
  CHECK(model->models.lines);
  REQUIRE(model->evaluation);
  CHECK(model->evaluation->images == 10000);
  CHECK(model->evaluation->accuracy > 0.99);
  CHECK(model->evaluation->confusion.size() == 10);
}

TEST_CASE("a model from a file has the file's sum, no second model, and the evaluation that it is given") {
  const auto model = load_served_model({kModel, "", ""});
  CHECK(model->sha256 == load_served_model({})->sha256);
  CHECK_FALSE(model->models.lines);
  CHECK_FALSE(model->evaluation);
  CHECK(load_served_model({kModel, "", kEvaluation})->evaluation);
  CHECK_THROWS_AS((void)load_served_model({"/nowhere.safetensors", "", ""}), FileError);
  CHECK_THROWS_AS((void)load_served_model({kEvaluation, "", ""}), FormatError);
  CHECK_THROWS_AS((void)load_served_model({kModel, "", kModel}), FormatError);
}

TEST_CASE("an evaluation that is read and written again is the same text") {
  const std::string text = read(kEvaluation);
  CHECK(cli::evaluation_json(cli::parse_evaluation(text, "e.json"), "shipped", "mnist") + "\n" == text);
}

TEST_CASE("an evaluation that lacks something or makes no sense is refused by its place") {
  const std::string text = read(kEvaluation);
  CHECK(complaint(text).empty());
  CHECK(complaint("{").find("e.json") == 0);
  CHECK(complaint("[]").find("JSON object") != std::string::npos);
  CHECK(complaint(replaced(text, "\"accuracy\":", "\"accurate\":")).find("accuracy is missing") != std::string::npos);
  CHECK(complaint(replaced(text, "\"images\":10000", "\"images\":-1")).find("images") != std::string::npos);
  CHECK(complaint(replaced(text, "\"accuracy\":0.", "\"accuracy\":7.")).find("accuracy to be a share") !=
        std::string::npos);
  CHECK(complaint(replaced(text, "\"confusion\":[[", "\"confusion\":[[1,")).find("confusion") != std::string::npos);
  CHECK(complaint(replaced(text, "\"risk_coverage\":[{",
                           "\"risk_coverage\":[{\"error\":0,\"coverage\":0,"
                           "\"least_probability\":0},{"))
            .find("100 points") != std::string::npos);
  CHECK(complaint(replaced(text, "\"recall\":", "\"recalled\":")).find("classes[0].recall") != std::string::npos);
}
