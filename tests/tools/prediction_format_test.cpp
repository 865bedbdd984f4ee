#include "prediction_format.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace digitnet;
using namespace digitnet::cli;
using nlohmann::json;

namespace {

ReadDigit digit(int label, float probability, const Box& box) {
  ReadDigit read;
  read.label = label;
  read.probability = probability;
  read.probabilities.assign(10, 0);
  read.probabilities[static_cast<std::size_t>(label)] = probability;
  read.probabilities[static_cast<std::size_t>((label + 1) % 10)] = 0.125f;
  read.box = box;
  return read;
}

/// Two lines, 120 above 7.
PictureReading page() {
  ReadLine upper;
  upper.digits = {digit(1, 0.75f, {10, 5, 8, 20}), digit(2, 0.75f, {30, 6, 10, 18}), digit(0, 0.75f, {50, 4, 12, 20})};
  upper.box = {10, 4, 52, 21};
  upper.confidence = 0.5f;
  ReadLine lower;
  lower.digits = {digit(7, 0.875f, {4, 40, 9, 22})};
  lower.box = {4, 40, 9, 22};
  lower.confidence = 0.875f;
  return {"page.png", {{upper, lower}, 0.4375f}, ""};
}

}  // namespace

TEST_CASE("each line of the picture is a line of text, and says by itself whether it is sure") {
  CHECK(text_lines(page(), {}) == "120  50.0 %  page.png\n7  87.5 %  page.png\n");
  PredictionFormat format;
  format.min_confidence = 0.75f;
  CHECK(text_lines(page(), format) == "not sure: 120  50.0 %  page.png\n7  87.5 %  page.png\n");
  CHECK_FALSE(is_sure(page(), 0.75f));
  CHECK(is_sure(page(), 0.5f));  // each line is, though both together are less probable
  format.min_confidence = 0;
  format.top = 2;
  CHECK(text_lines({"a", {{page().reading.lines[1]}, 1}, ""}, format) == "7  87.5 %  a  (7 87.5 %, 8 12.5 %)\n");
}

TEST_CASE("no digits are an answer with a confidence of its own") {
  const PictureReading none{"a.png", {{}, 0.5f}, ""};
  PredictionFormat format;
  CHECK(text_lines(none, format) == "no digits  50.0 %  a.png\n");
  CHECK(csv_row(none, format) == "a.png,,0.5,,,,,,true\n");
  format.min_confidence = 0.75f;
  CHECK(text_lines(none, format) == "not sure: no digits  50.0 %  a.png\n");
  CHECK(csv_row(none, format) == "a.png,,0.5,,,,,,false\n");
}

TEST_CASE("JSON holds the lines, and the digits of all lines") {
  const json line = json::parse(json_line(page(), {}));
  CHECK(line.at("text") == "120\n7");
  CHECK(line.at("confidence") == 0.4375);
  REQUIRE(line.at("lines").size() == 2);
  CHECK(line.at("lines")[0].at("text") == "120");
  CHECK(line.at("lines")[0].at("confidence") == 0.5);
  CHECK(line.at("lines")[0].at("box") == json{{"x", 10}, {"y", 4}, {"width", 52}, {"height", 21}});
  CHECK(line.at("lines")[0].at("digits").size() == 3);
  REQUIRE(line.at("digits").size() == 4);
  CHECK(line.at("digits")[3] == line.at("lines")[1].at("digits")[0]);
  CHECK(line.at("digits")[3].at("label") == 7);
  CHECK(line.at("digits")[3].at("probability") == 0.875);
  CHECK_FALSE(line.at("lines")[0].contains("formatted"));
}

TEST_CASE("with a pattern JSON also holds each line with its separators") {
  PredictionFormat format;
  format.pattern = NumberPattern::parse("#{0,7}#.##");
  PictureReading amount = page();
  amount.reading.lines.pop_back();
  const json line = json::parse(json_line(amount, format));
  CHECK(line.at("lines")[0].at("text") == "120");
  CHECK(line.at("lines")[0].at("formatted") == "1.20");
}

TEST_CASE("a row of CSV stands on one line, its box around all lines of the picture") {
  CHECK(csv_row(page(), {}) == "page.png,120 7,0.4375,4,4,58,58,,true\n");
  PredictionFormat format;
  format.top = 3;
  CHECK(csv_header(format) ==
        "image,text,probability,x,y,width,height,error,sure,label_2,probability_2,label_3,probability_3\n");
  CHECK(csv_row(page(), format) == "page.png,120 7,0.4375,4,4,58,58,,true,,,,\n");
  CHECK(csv_row({"b", {{page().reading.lines[1]}, 0.875f}, ""}, format) == "b,7,0.875,4,40,9,22,,true,8,0.125,0,0\n");
}

TEST_CASE("a picture that cannot be read has an error in every form") {
  const PictureReading unread{"a,b.png", {}, "a,b.png: no picture"};
  CHECK(csv_row(unread, {}) == "\"a,b.png\",,,,,,,\"a,b.png: no picture\",false\n");
  const json line = json::parse(json_line(unread, {}));
  CHECK(line.at("error") == "a,b.png: no picture");
  CHECK(line.at("confidence").is_null());
  CHECK(line.at("sure") == false);
}
