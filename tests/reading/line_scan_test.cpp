#include "reading/line_scan.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace digitnet;

namespace {

/// A column that shows `label` for sure, or none (10).
DigitScore sure(int label) {
  DigitScore score;
  if (label == 10) {
    score.none = 1;
  } else {
    score.digits[static_cast<std::size_t>(label)] = 1;
  }
  return score;
}

/// A column for each character: a digit, or a point for none.
std::vector<DigitScore> scores_of(const std::string& columns) {
  std::vector<DigitScore> scores;
  for (const char column : columns) scores.push_back(sure(column == '.' ? 10 : column - '0'));
  return scores;
}

LineScan scan_of(const std::string& columns) {
  return LineScan(scores_of(columns));
}

LineScan doubtful() {
  std::vector<DigitScore> scores = scores_of("..33...7..1.");
  scores[7].digits[1] = 0.5f;
  scores[7].digits[7] = 0.5f;
  scores[10].none = 0.9f;
  scores[10].digits[1] = 0.1f;
  return LineScan(std::move(scores));
}

}  // namespace

TEST_CASE("a digit may show in several columns running, and two of a kind need a column of none between them") {
  CHECK(find_texts(scan_of("..333..777.."), nullptr, 1).front().text == "37");
  CHECK(find_texts(scan_of("..11.11.."), nullptr, 1).front().text == "11");
  CHECK(find_texts(scan_of("..1111..."), nullptr, 1).front().text == "1");
  CHECK(find_texts(scan_of("..17.."), nullptr, 1).front().text == "17");
  CHECK(find_texts(scan_of("......"), nullptr, 1).front().text.empty());
}

TEST_CASE("a text found is as probable as the sum over all ways to place it, and all texts come to 1") {
  const LineScan scan = doubtful();
  const auto texts = find_texts(scan, nullptr, 20);
  double sum = 0;
  for (const ScannedText& text : texts) {
    CHECK(text.probability == doctest::Approx(text_probability(scan, text.text)).epsilon(0.02));
    sum += text.probability;
  }
  CHECK(sum == doctest::Approx(1).epsilon(0.02));
  CHECK(text_probability(scan, "12345678901234") == 0);
}

TEST_CASE("with a pattern only texts that match it are found") {
  const NumberPattern two = NumberPattern::of_length(2);
  for (const ScannedText& text : find_texts(doubtful(), &two, 20)) {
    CHECK((text.text.empty() || text.text.size() == 2));
  }
  const NumberPattern beginning = NumberPattern::parse("31#");
  CHECK(find_texts(doubtful(), &beginning, 3).front().text == "311");
}

TEST_CASE("digits are placed in the columns that show them") {
  CHECK(align(scan_of("..33...7..1."), "371") == std::vector<int>{3, 7, 10});
  CHECK(align(scan_of("7"), "7") == std::vector<int>{0});
  CHECK(align(scan_of(".."), "123").empty());
  CHECK(align(scan_of(".."), "").empty());
}
