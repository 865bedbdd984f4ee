#include "predict_page.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace digitnet;
using namespace digitnet::serve;

namespace {

/// A digit that is taken for `label` with so much probability; the next label gets half of what is left, and half is
/// that of no digit.
ReadDigit digit(int label, float probability) {
  ReadDigit digit;
  digit.label = label;
  digit.probability = probability;
  digit.probabilities.assign(10, 0);
  digit.probabilities[static_cast<std::size_t>(label)] = probability;
  digit.probabilities[static_cast<std::size_t>((label + 1) % 10)] = (1 - probability) / 2;
  digit.box = {10, 10, 20, 30};
  digit.seen = {28, 28, std::vector<std::uint8_t>(784, 0)};
  return digit;
}

ReadLine line(std::vector<ReadDigit> digits) {
  ReadLine line;
  line.confidence = 1;
  for (const ReadDigit& each : digits) line.confidence *= each.probability;
  line.digits = std::move(digits);
  return line;
}

ReadPicture picture(std::vector<ReadLine> lines) {
  ReadPicture read;
  read.name = "photo.jpg";
  static const auto model = load_served_model({});
  read.recognition.model = model;
  read.recognition.reading.confidence = 1;
  for (const ReadLine& each : lines) read.recognition.reading.confidence *= each.confidence;
  read.recognition.reading.lines = std::move(lines);
  read.shown = {"data:image/png;base64,", 200, 100, 1};
  return read;
}

std::string page_of(std::vector<ReadLine> lines) {
  return predict_page({picture(std::move(lines))}, "/assets/");
}

std::size_t count(const std::string& page, const std::string& text) {
  std::size_t found = 0;
  for (auto at = page.find(text); at != std::string::npos; at = page.find(text, at + text.size())) ++found;
  return found;
}

}  // namespace

TEST_CASE("only a digit that is not sure is coloured so, in the number, on the picture and in its card") {
  const std::string page = page_of({line({digit(4, 0.99f), digit(2, 0.6f), digit(7, 0.98f)})});
  CHECK(count(page, "number\">4<span class=\"unsure\">2</span>7</span>") == 1);
  CHECK(count(page, "<li class=\"digit unsure\" data-label=\"2\"") == 1);
  CHECK(count(page, "<li class=\"digit unsure\"") == 1);
  CHECK(count(page, "<g class=\"box unsure\">") == 1);
}

TEST_CASE("what the three bars of a digit leave is said in words") {
  CHECK(count(page_of({line({digit(4, 0.75f)})}),
              "Another digit, or none at all: <span class=\"rest-percent\">12.5 %</span>") == 1);
  CHECK(count(page_of({line({digit(4, 1)})}), "none at all: <span class=\"rest-percent\">0.0 %</span>") == 1);
}
