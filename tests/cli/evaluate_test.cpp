#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/bench.hpp"
#include "digitnet/evaluate.hpp"
#include "digitnet/idx.hpp"
#include "digitnet/model_file.hpp"
#include "support/digit_glyphs.hpp"
#include "support/pictures.hpp"

using namespace digitnet::test;

TEST_CASE("evaluate uses the test part of a data set and shows figures, classes and confusion") {
  const Bench bench;
  const std::string model = bench.make_model();
  const auto text = bench.run({"evaluate", model, "--data", bench.path("idx")});
  CHECK(text.exit_code == 0);
  for (const char* part : {"images    100\n", "accuracy  ", "95 % interval", "precision", "Confusion matrix",
                           "Expected calibration error ", "93.3 to 100.0 %", "9 % refused"}) {
    CHECK(text.out.find(part) != std::string::npos);
  }
  const auto json = nlohmann::json::parse(bench.run({"evaluate", model, "--data", bench.path("idx"), "--json"}).out);
  CHECK(json.at("images") == 100);
  CHECK(json.at("accuracy") > 0.95);
  CHECK(json.at("classes").size() == 10);
  CHECK(json.at("confusion").size() == 10);
  CHECK(json.at("top_k_accuracy").size() == 5);
  const auto confidence = json.at("confidence");
  CHECK(confidence.at("calibration_error") < 0.2);
  CHECK(confidence.at("reliability").size() == 15);
  CHECK(confidence.at("risk_coverage").size() == 100);
  CHECK(confidence.at("refusing").at("9").at("coverage") == 0.91);
}

TEST_CASE("data that was fetched is found by its name") {
  const Bench bench;
  const std::string model = bench.make_model();
  const auto missing = bench.run({"evaluate", model});
  CHECK(missing.exit_code == 2);
  CHECK(is_one_error_line(missing.err));
  CHECK(missing.err.find("'digitnet fetch mnist'") != std::string::npos);
  bench.make_idx_folder("data/mnist");
  CHECK(bench.run({"evaluate", model}).exit_code == 0);
}

TEST_CASE("images of another size, dark on light, are normalized first") {
  const Bench bench;
  const std::string model = bench.make_model();
  std::vector<std::uint8_t> pixels;
  for (int digit = 0; digit < 10; ++digit) {
    const digitnet::Image picture = draw_digit(digit);
    pixels.insert(pixels.end(), picture.pixels.begin(), picture.pixels.end());
  }
  digitnet::save_idx({{10, 110, 90}, pixels}, bench.path("i.idx"));
  digitnet::save_idx({{10}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}}, bench.path("l.idx"));
  const auto result =
      bench.run({"evaluate", model, "--images", bench.path("i.idx"), "--labels", bench.path("l.idx"), "--json"});
  INFO(result.err);
  CHECK(result.exit_code == 0);
  CHECK(nlohmann::json::parse(result.out).at("images") == 10);
}

TEST_CASE("a set of 28x28 images whose ground is light is normalized, one whose ground is black is not") {
  const Bench bench;
  const std::string model = bench.make_model();
  const std::string images = bench.path("idx/t10k-images-idx3-ubyte");
  const std::string labels = bench.path("idx/t10k-labels-idx1-ubyte");
  const auto evaluated = [&](const std::string& path) {
    return nlohmann::json::parse(bench.run({"evaluate", model, "--json", "--images", path, "--labels", labels}).out);
  };
  const auto as_it_is = digitnet::evaluate(digitnet::load_model(model), digitnet::load_idx_dataset(images, labels));
  CHECK(evaluated(images).at("loss").get<double>() == doctest::Approx(as_it_is.loss));
  digitnet::IdxArray inverted = digitnet::load_idx(images);
  for (std::uint8_t& pixel : inverted.values) pixel = static_cast<std::uint8_t>(255 - pixel);
  digitnet::save_idx(inverted, bench.path("inverted.idx"));
  CHECK(evaluated(bench.path("inverted.idx")).at("accuracy") > 0.7);
}

TEST_CASE("images without ink are left out of evaluating and of training, and counted") {
  const Bench bench;
  const std::string model = bench.make_model();
  std::vector<std::uint8_t> pixels;
  for (int digit = 0; digit < 10; ++digit) {
    const digitnet::Image picture = digit % 5 == 3 ? blank(90, 110) : draw_digit(digit);
    pixels.insert(pixels.end(), picture.pixels.begin(), picture.pixels.end());
  }
  for (const char* part : {"train", "t10k"}) {
    const std::string start = bench.path(part);
    digitnet::save_idx({{10, 110, 90}, pixels}, start + "-images-idx3-ubyte");
    digitnet::save_idx({{10}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}}, start + "-labels-idx1-ubyte");
  }
  const auto evaluated = bench.run({"evaluate", model, "--data", bench.path(), "--json"});
  CHECK(evaluated.exit_code == 1);
  CHECK(evaluated.err == "digitnet: 2 of 10 images hold no ink (left out)\n");
  CHECK(nlohmann::json::parse(evaluated.out).at("images") == 8);
  const auto trained = bench.run({"train", "--data", bench.path(), "--arch", bench.path("tiny.json"), "--epochs", "1",
                                  "--validation-split", "0", "-o", bench.path("m")});
  CHECK(trained.exit_code == 0);
  CHECK(trained.err.find("digitnet: 2 of 10 images hold no ink (left out)\n") != std::string::npos);
  CHECK(trained.err.find("\n8 images to train on, 0 to validate on") != std::string::npos);
}

TEST_CASE("images that all hold no ink are refused") {
  const Bench bench;
  const std::string model = bench.make_model();
  digitnet::save_idx({{2, 50, 50}, std::vector<std::uint8_t>(5000, 7)}, bench.path("i.idx"));
  digitnet::save_idx({{2}, {0, 1}}, bench.path("l.idx"));
  const auto result = bench.run({"evaluate", model, "--images", bench.path("i.idx"), "--labels", bench.path("l.idx")});
  CHECK(result.exit_code == 2);
  CHECK(result.err == "digitnet: data: none of the 2 images holds ink\n");
}

TEST_CASE("the report is one page that loads nothing from elsewhere") {
  const Bench bench;
  const std::string architecture = bench.make_architecture();
  const std::string model = bench.path("poor.safetensors");
  // Hardly trained, so that there is something to show as misread.
  CHECK(bench
            .run({"train", "--data", bench.make_idx_folder("idx"), "--arch", architecture, "--epochs", "1",
                  "--learning-rate", "1e-6", "-o", model})
            .exit_code == 0);
  CHECK(bench.run({"evaluate", model, "--data", bench.path("idx"), "--report", bench.path("r.html")}).exit_code == 0);
  const std::string page = bench.read("r.html");
  CHECK(page.starts_with("<!doctype html>"));
  CHECK(page.ends_with("</html>\n"));
  CHECK(page.find("src=\"data:image/png;base64,") != std::string::npos);
  CHECK(page.find("Confusion matrix") != std::string::npos);
  CHECK(page.find("Loss and accuracy by epoch") != std::string::npos);
  CHECK(page.find("Reliability, and error by coverage") != std::string::npos);
  for (const char* outside : {"src=\"http", "href=", "url(", "@import", "<script"}) {
    CHECK(page.find(outside) == std::string::npos);
  }
}

TEST_CASE("several models are averaged, and views of an image") {
  const Bench bench;
  const std::string model = bench.make_model();
  const std::string poor = bench.path("poor.safetensors");
  CHECK(bench
            .run({"train", "--data", bench.path("idx"), "--arch", bench.path("tiny.json"), "--epochs", "1",
                  "--learning-rate", "1e-6", "-o", poor})
            .exit_code == 0);
  const auto loss = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--data", bench.path("idx"), "--json"});
    const auto result = bench.run(words);
    CHECK(result.exit_code == 0);
    return nlohmann::json::parse(result.out).at("loss").get<double>();
  };
  const double alone = loss({"evaluate", model});
  CHECK(loss({"evaluate", model, model}) == doctest::Approx(alone));
  CHECK(loss({"evaluate", model, poor}) > alone);
  CHECK(loss({"evaluate", model, poor}) < loss({"evaluate", poor}));
  CHECK(loss({"evaluate", model, "--views", "3"}) != doctest::Approx(alone));
  CHECK(bench.run({"evaluate", model, poor, "--data", bench.path("idx"), "--report", bench.path("r.html")}).exit_code ==
        0);
  const std::string page = bench.read("r.html");
  CHECK(page.find("<h1>" + model + " + " + poor + "</h1>") != std::string::npos);
}

TEST_CASE("models that cannot be averaged and views that there are not are refused") {
  const Bench bench;
  const std::string model = bench.make_model();
  const digitnet::Model other({28, 28, 1}, {digitnet::Dense{11}, digitnet::Softmax{}});
  digitnet::save(other, bench.path("other.safetensors"));
  const auto result = bench.run({"evaluate", model, bench.path("other.safetensors"), "--data", bench.path("idx")});
  CHECK(result.exit_code == 2);
  CHECK(result.err == "digitnet: " + bench.path("other.safetensors") +
                          ": takes 28x28x1 and has 11 outputs, expected 28x28x1 and 10 as " + model + " has\n");
  CHECK(bench.run({"evaluate", model, "--views", "10", "--data", bench.path("idx")}).err ==
        "digitnet: --views: 10, expected 1 to 9\n");
}

TEST_CASE("pictures that cannot be read are left out, reported, and exit code 1") {
  const Bench bench;
  const std::string model = bench.make_model();
  bench.make_picture("pictures/3/good.pgm", 3);
  bench.write("pictures/3/bad.png", "no picture");
  const auto result = bench.run({"evaluate", model, "--data", bench.path("pictures"), "--json"});
  CHECK(result.exit_code == 1);
  CHECK(nlohmann::json::parse(result.out).at("images") == 1);
  CHECK(is_one_error_line(result.err));
  CHECK(result.err.find("bad.png") != std::string::npos);
}

TEST_CASE("what is left out is named, the first ten of many") {
  const Bench bench;
  const std::string model = bench.make_model();
  bench.make_picture("pictures/3/good.pgm", 3);
  bench.make_picture("pictures/3/within/deep.pgm", 3);
  const std::vector<std::string> words{"evaluate", model, "--data", bench.path("pictures"), "--json"};
  CHECK(bench.run(words).err.starts_with("digitnet: " + bench.path("pictures/3/within") + ": "));
  for (int i = 0; i < 12; ++i) {
    bench.write("pictures/4/" + std::to_string(i) + ".png", "no picture");
  }
  const std::string talk = bench.run(words).err;
  CHECK(std::count(talk.begin(), talk.end(), '\n') == 11);
  CHECK(talk.ends_with("digitnet: ... and 3 more (left out)\n"));
}
