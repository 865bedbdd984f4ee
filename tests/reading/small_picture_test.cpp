#include "reading/small_picture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "digitnet/layers.hpp"
#include "digitnet/model.hpp"

using namespace digitnet;

namespace {

/// Says of every picture that it is `label`, nearly surely.
Model always(int label) {
  Model model({28, 28, 1}, {Dense{11}, Softmax{}});
  std::ranges::fill(model.parameters(), 0.0f);
  model.parameters()[784 * 11 + static_cast<std::size_t>(label)] = 10;
  return model;
}

/// White, with a black bar of 18 rows that leans so many columns to the right for each row up.
Image bar(double slant = 0) {
  Image picture{28, 28, std::vector<std::uint8_t>(784, 255)};
  for (int y = 5; y < 23; ++y) {
    const auto left = std::lround(12 + slant * (14 - y));
    std::fill_n(picture.pixels.begin() + 28 * y + left, 4, 0);
  }
  return picture;
}

Reading read_as(const std::string& text, const Box& box) {
  ReadLine line;
  for (const char digit : text) line.digits.push_back({digit - '0', 0.95f, {}, box, {}});
  line.box = box;
  line.confidence = 0.9f;
  return {{line}, 0.9f};
}

Reading doubt(const Reading& reading, const Model& model, const Image& picture = bar()) {
  DigitScorer scorer(model, Precision::fp32);
  return doubt_parts(reading, picture, scorer);
}

}  // namespace

TEST_CASE("a digit read in a part of a small picture is none when all the ink is no digit") {
  const Reading reading = doubt(read_as("1", {12, 5, 4, 18}), always(10));
  CHECK(reading.lines.empty());
  CHECK(reading.confidence > 0.99f);
}

TEST_CASE("a digit that all the ink is, too, stays as sure as it was") {
  const Reading reading = doubt(read_as("1", {12, 5, 4, 18}), always(1));
  REQUIRE(reading.lines.size() == 1);
  CHECK(reading.confidence == 0.9f);
  CHECK(reading.lines[0].digits[0].probability == 0.95f);
}

TEST_CASE("a digit that all the ink is not is hardly sure") {
  const Reading reading = doubt(read_as("1", {12, 5, 4, 18}), always(7));
  REQUIRE(reading.lines.size() == 1);
  CHECK(reading.text() == "1");
  CHECK(reading.confidence < 0.01f);
  CHECK(reading.lines[0].confidence == reading.confidence);
}

TEST_CASE("a bar that leans may be a slash as well as a 1, a 7 that leans is none") {
  const auto leaning = [](const std::string& text, double slant) {
    const Reading reading = doubt(read_as(text, {8, 5, 12, 18}), always(text[0] - '0'), bar(slant));
    REQUIRE(reading.lines.size() == 1);
    CHECK(reading.lines[0].confidence == reading.confidence);
    return reading.confidence;
  };
  CHECK(leaning("1", 0.2) > 0.85f);
  CHECK(leaning("1", 0.3) < leaning("1", 0.2));
  CHECK(leaning("1", 0.7) < 0.3f);
  CHECK(leaning("1", -0.7) < 0.3f);
  CHECK(leaning("7", 0.7) == 0.9f);
}

TEST_CASE("a 1 that leans and is thicker than a bar stays sure") {
  Image picture = bar(0.7);
  for (std::size_t x = 4; x < 24; ++x) picture.pixels[28 * 22 + x] = picture.pixels[28 * 21 + x] = 0;
  CHECK(doubt(read_as("1", {4, 5, 20, 18}), always(1), picture).confidence == 0.9f);
}

TEST_CASE("other ways to read a line are doubted along with it") {
  Reading reading = read_as("1", {12, 5, 4, 18});
  reading.lines[0].alternatives = {{"1", 0.9f}, {"7", 0.05f}};
  const Reading doubted = doubt(reading, always(7));
  CHECK(doubted.lines[0].alternatives[0].confidence == doctest::Approx(doubted.lines[0].confidence));
  CHECK(doubted.lines[0].alternatives[1].confidence < 0.001f);
}

TEST_CASE("several digits in a picture as wide as high may as well be one thing") {
  CHECK(doubt(read_as("11", {8, 5, 12, 18}), always(10)).confidence == 0.45f);
  CHECK(doubt(read_as("61", {2, 5, 24, 18}), always(10)).lines[0].confidence == 0.45f);
  const auto confidence_in = [](int width, int height) {
    const Image picture{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width * height), 255)};
    return doubt(read_as("61", {2, 5, 24, 18}), always(10), picture).confidence;
  };
  CHECK(confidence_in(35, 28) == 0.45f);
  CHECK(confidence_in(36, 28) == 0.9f);
  CHECK(confidence_in(28, 36) == 0.9f);
}

TEST_CASE("a picture is small up to 48 pixels on its longer side") {
  CHECK(is_small(48, 20));
  CHECK_FALSE(is_small(20, 49));
}
