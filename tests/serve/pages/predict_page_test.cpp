#include "predict_page.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "read_lines.hpp"

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
  return predict_page({picture(std::move(lines))}, {"/assets/"});
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

TEST_CASE("behind the first so many digits of all lines, sure ones counted too, none is marked as not sure") {
  const std::vector<ReadLine> lines{line({digit(4, 0.99f), digit(2, 0.6f)}), line({digit(7, 0.5f), digit(1, 0.5f)})};
  const auto marked = [&](std::size_t most_marked) {
    std::string text;
    const PageData runs = number_runs(lines, most_marked);
    for (const PageData& run : runs.list_value()) {
      const std::string digits = run.get("text")->string_value();
      text += run.get("unsure")->is_true() ? "[" + digits + "]" : digits;
    }
    return text;
  };
  CHECK(marked(4) == "4[2\n71]");
  CHECK(marked(3) == "4[2\n7]1");
  CHECK(marked(2) == "4[2\n]71");
  CHECK(marked(1) == "42\n71");
}

TEST_CASE("what the three bars of a digit leave is said in words") {
  CHECK(count(page_of({line({digit(4, 0.75f)})}), "Other or no digit: <span class=\"rest-percent\">12.5 %</span>") ==
        1);
  CHECK(count(page_of({line({digit(4, 1)})}), "Other or no digit: <span class=\"rest-percent\">0.0 %</span>") == 1);
}

TEST_CASE("each line of an answer has its number, how sure it is, and its digits below, in reading order") {
  const std::string page = page_of({line({digit(2, 0.9f), digit(0, 0.9f)}), line({digit(3, 0.6f), digit(7, 1)})});
  CHECK(count(page, "number\">20\n<span class=\"unsure\">3</span>7</span>") == 1);
  const auto first =
      page.find("<b class=\"line-number number\">20</b> <span class=\"line-verdict quiet\">sure, 81.0 %");
  const auto second =
      page.find("<span class=\"unsure\">3</span>7</b> <span class=\"line-verdict quiet\">not sure, 60.0 %");
  REQUIRE(first != std::string::npos);
  REQUIRE(second != std::string::npos);
  const auto card = [&](const char* label) { return page.find(std::string("data-label=\"") + label); };
  CHECK(first < card("2"));
  CHECK(card("2") < card("0"));
  CHECK(card("0") < second);
  CHECK(second < card("3"));
  CHECK(card("3") < card("7"));
  CHECK(count(page, "several-lines") == 1);
  const std::string one_line = page_of({line({digit(2, 0.9f), digit(0, 0.9f)})});
  CHECK(count(one_line, "several-lines") == 0);
  CHECK(count(one_line, "<p class=\"line-title\" hidden>") == 1);
}

TEST_CASE("an answer is called sure only when all of it together is, and says what its percentage means") {
  CHECK(count(page_of({line({digit(2, 0.9f)})}), ">Sure: 90.0 % that this is right<") == 1);
  CHECK(count(page_of({line({digit(2, 0.5f)})}), ">Not sure: 50.0 % that this is right<") == 1);
  const std::string doubtful = page_of({line({digit(2, 0.8f)}), line({digit(3, 0.8f)})});
  CHECK(count(doubtful, ">Not sure: 64.0 % that all of it is right<") == 1);
  CHECK(count(doubtful, ">sure, 80.0 %<") == 2);
  CHECK(count(doubtful, "class=\"result unsure\"") == 1);
  CHECK(count(page_of({}), ">Sure: 100.0 % that there is none<") == 1);
}

TEST_CASE("however many digits there are, the page is small and the number whole") {
  std::vector<ReadLine> lines;
  std::string number;
  for (int row = 0; row < 40; ++row) {
    std::vector<ReadDigit> digits;
    for (int column = 0; column < 50; ++column) digits.push_back(digit((row + column) % 10, column % 2 ? 0.5f : 0.9f));
    lines.push_back(line(digits));
  }
  const std::string alone = page_of(lines);
  MESSAGE("2,000 digits: " << alone.size() << " bytes");
  CHECK(alone.size() < 1'000'000);
  CHECK(count(alone, "<li class=\"digit") == 200 + 1);  // and the template
  CHECK(count(alone, "<rect x=\"") == 2000);
  CHECK(count(alone, "And 1800 more digits") == 1);
  CHECK(count(alone, "<div class=\"line\"") == 4);
  CHECK(count(alone, "data-rest=\"" + lines[4].text() + "\n" + lines[5].text()) == 1);

  std::vector<ReadPicture> pictures(20, picture(lines));
  for (ReadPicture& each : pictures) each.shown.data_uri = std::string(54'000, 'A');  // the most that it may take
  const std::string many = predict_page(pictures, {"/assets/"});
  MESSAGE("20 pictures of 2,000 digits: " << many.size() << " bytes");
  CHECK(many.size() < 2'000'000);
  CHECK(count(many, "And 1990 more digits") == 20);
}

TEST_CASE(
    "a line of which only the first digits have cards is whole in the number, and in what corrections start from") {
  std::vector<ReadDigit> digits(230, digit(7, 0.99f));
  digits[210] = digit(3, 0.99f);
  const std::string page = page_of({line(digits)});
  const std::string rest = "777777777737777777777777777777";
  CHECK(count(page, ">" + std::string(200, '7') + rest + "</span>") == 1);
  CHECK(count(page, "data-rest=\"" + rest + "\"") == 1);
  CHECK(count(page, "And 30 more digits") == 1);
}
