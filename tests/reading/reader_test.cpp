#include "digitnet/reader.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "digitnet/error.hpp"
#include "digitnet/model_file.hpp"
#include "support/pictures.hpp"
#include "support/written_numbers.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

const Model& shipped_model() {
  static const Model model = load_model(DIGITNET_SOURCE_DIR "/data/models/default.safetensors");
  return model;
}

const Model& shipped_line_model() {
  static const Model model = load_model(DIGITNET_SOURCE_DIR "/data/models/lines.safetensors");
  return model;
}

Reading read(const Image& picture, const ReadingOptions& options = {}) {
  return Reader(shipped_model()).read(picture, options);
}

}  // namespace

TEST_CASE("a number is read from left to right, with a box and a probability for each digit") {
  Image sheet = blank(420, 120);
  write_number(sheet, "47062");
  const Reading reading = read(sheet);
  CHECK(reading.text() == "47062");
  REQUIRE(reading.lines.size() == 1);
  const ReadLine& line = reading.lines[0];
  CHECK(line.confidence > 0.5f);
  CHECK(reading.confidence == line.confidence);
  CHECK(std::abs(line.box.x - 30) <= 4);
  CHECK(std::abs(line.box.height - 44) <= 8);
  for (std::size_t i = 0; i < line.digits.size(); ++i) {
    const ReadDigit& digit = line.digits[i];
    CHECK(digit.probability == digit.probabilities[static_cast<std::size_t>(digit.label)]);
    CHECK(digit.seen.width == 28);
    CHECK(digit.box.width > 2);
    if (i > 0) CHECK(digit.box.x > line.digits[i - 1].box.x);
  }
}

TEST_CASE("a network sees of a digit what normalize_digit makes of it") {
  for (const char* digit : {"2", "5", "8"}) {
    CAPTURE(digit);
    Image sheet = blank(130, 120);
    write_number(sheet, digit);
    const Reading reading = read(sheet);
    REQUIRE(reading.text() == digit);
    const NormalizedDigit normalized = normalize_digit(sheet);
    CHECK(reading.lines[0].digits[0].seen.pixels == normalized.image.pixels);
    CHECK(reading.lines[0].digits[0].box == normalized.box);
  }
}

TEST_CASE("a number on a sheet that is photographed at an angle is read, and its boxes are where it is seen") {
  Image sheet = blank(840, 400);
  write_number(sheet, "47062", {.left = 90, .top = 190, .gap = 20, .scale = 4});
  for (const Corners& corners : {Corners{{{150, 200}, {960, 60}, {1010, 640}, {100, 560}}},
                                 turned(840, 400, 14, {560, 390}), turned(840, 400, -14, {560, 390})}) {
    const Image photo = photographed(seen_at(corners, sheet, blank(1120, 780, 60)), 0.7, 3);
    const Reading reading = read(photo);
    REQUIRE(reading.text() == "47062");
    const double width = sheet.width;
    const double height = sheet.height;
    const Homography to_sheet =
        Homography::between(corners, {{{0, 0}, {width, 0}, {width, height}, {0, height}}}).value();
    double before = 90;
    for (const ReadDigit& digit : reading.lines[0].digits) {
      const Point middle = to_sheet({digit.box.x + digit.box.width / 2.0, digit.box.y + digit.box.height / 2.0});
      CHECK(middle.x > before);
      CHECK(std::abs(middle.y - 230) < 30);
      before = middle.x + 20;
    }
    CHECK(reading.lines[0].box.x == reading.lines[0].digits[0].box.x);
  }
}

TEST_CASE("light ink on a dark ground reads the same") {
  Image sheet = blank(420, 120);
  write_number(sheet, "47062");
  CHECK(read(negative(sheet)).text() == "47062");
}

TEST_CASE("digits that touch are cut apart") {
  for (const char* number : {"27", "620", "7385"}) {
    CAPTURE(number);
    Image sheet = blank(420, 120);
    write_number(sheet, number, {.gap = -2});
    CHECK(read(sheet).text() == number);
  }
}

TEST_CASE("digits that overlap are found by the model of lines, each where it is") {
  Reader reader(shipped_model(), shipped_line_model());
  for (const char* number : {"3806", "6035"}) {
    CAPTURE(number);
    Image sheet = blank(420, 120);
    write_number(sheet, number, {.gap = -6});
    const Reading reading = reader.read(sheet);
    REQUIRE(reading.text() == number);
    const ReadLine& line = reading.lines[0];
    CHECK(line.confidence > 0.5f);
    for (std::size_t i = 0; i < line.digits.size(); ++i) {
      const ReadDigit& digit = line.digits[i];
      CHECK(digit.probability == digit.probabilities[static_cast<std::size_t>(digit.label)]);
      CHECK(digit.seen.width == 28);
      CHECK(digit.box.height > 30);
      if (i > 0) CHECK(digit.box.x > line.digits[i - 1].box.x + 10);
    }
  }
}

TEST_CASE("with the model of lines far more pairs of overlapping digits are read") {
  Reader both(shipped_model(), shipped_line_model());
  Reader one(shipped_model());
  int by_both = 0;
  int by_one = 0;
  for (int pair = 0; pair < 100; ++pair) {
    const std::string number{static_cast<char>('0' + pair / 10), static_cast<char>('0' + pair % 10)};
    Image sheet = blank(200, 120);
    write_number(sheet, number, {.gap = -6});
    by_both += both.read(sheet).text() == number ? 1 : 0;
    by_one += one.read(sheet).text() == number ? 1 : 0;
  }
  CHECK(by_both >= 72);
  CHECK(by_both >= by_one + 10);
}

TEST_CASE("a known number of lines leaves those with most to them") {
  Image sheet = blank(420, 320);
  write_number(sheet, "3", {.top = 30});
  write_number(sheet, "246", {.top = 150});
  CHECK(read(sheet).text() == "3\n246");
  CHECK(read(sheet, {.pattern = std::nullopt, .lines = 1}).text() == "246");
}

TEST_CASE("print beside large writing is left out") {
  Image sheet = blank(420, 420);
  write_number(sheet, "246", {.top = 30, .scale = 5});
  write_number(sheet, "38", {.top = 250, .scale = 1});
  CHECK(read(sheet).text() == "246");
}

TEST_CASE("numbers on ruled and squared paper are read") {
  Image sheet = blank(420, 220);
  for (int y = 25; y < 220; y += 50) {
    for (int x = 0; x < 420; ++x) sheet.pixels[static_cast<std::size_t>(y * 420 + x)] = 150;
  }
  Image squared = sheet;
  for (int x = 15; x < 420; x += 50) {
    for (int y = 0; y < 220; ++y) squared.pixels[static_cast<std::size_t>(y * 420 + x)] = 150;
  }
  write_number(sheet, "2706", {.top = 90});
  write_number(squared, "2706", {.top = 90});
  CHECK(read(sheet).text() == "2706");
  CHECK(read(squared).text() == "2706");
}

TEST_CASE("lines are read from top to bottom") {
  Image sheet = blank(420, 320);
  write_number(sheet, "70", {.top = 210});
  write_number(sheet, "246", {.left = 150, .top = 110});
  write_number(sheet, "38", {.top = 20});
  CHECK(read(sheet).text() == "38\n246\n70");
}

TEST_CASE("other ways to read a line are told when they are asked for") {
  Image sheet = blank(420, 120);
  write_number(sheet, "27");
  const Reading reading = read(sheet, {.pattern = std::nullopt, .alternatives = 3});
  REQUIRE(reading.lines.size() == 1);
  const auto& alternatives = reading.lines[0].alternatives;
  REQUIRE(alternatives.size() >= 2);
  CHECK(alternatives[0].text == "27");
  CHECK(alternatives[0].confidence == reading.lines[0].confidence);
  CHECK(alternatives[1].confidence <= alternatives[0].confidence);
}

TEST_CASE("a line that fits the pattern in no way is left out") {
  Image sheet = blank(420, 120);
  write_number(sheet, "27");
  CHECK(read(sheet, {.pattern = NumberPattern::of_length(40)}).lines.empty());
  CHECK(read(sheet, {.pattern = NumberPattern::parse("2#")}).text() == "27");
}

TEST_CASE("a picture of MNIST's form is one digit, and reaches the network as it is") {
  for (int digit = 0; digit < 10; ++digit) {
    CAPTURE(digit);
    const Reading reading = read(sample_digit(digit));
    CHECK(reading.text() == std::to_string(digit));
    REQUIRE(reading.lines.size() == 1);
    CHECK(reading.lines[0].digits[0].seen.pixels == sample_digit(digit).pixels);
  }
}

TEST_CASE("every sample picture holds the digit that its name says") {
  for (const char* name :
       {"0-screen.gif", "1-lamp-light.jpg", "2-pencil.jpg", "3-chalk.jpg", "3-dark-screen.png", "4-sideways.jpg",
        "5-transparent.png", "6-scan.png", "7-blue-pen.jpg", "8-marker.jpg", "9-shadow.jpg"}) {
    CAPTURE(name);
    CHECK(read(load_image(std::string(DIGITNET_SOURCE_DIR "/data/samples/") + name)).text() == std::string(1, name[0]));
  }
}

TEST_CASE("a blank picture has no lines, and that is sure") {
  for (const int side : {1, 28, 300, 2000}) {
    CAPTURE(side);
    const Reading reading = read(blank(side, side));
    CHECK(reading.lines.empty());
    CHECK(reading.confidence > 0.9f);
  }
}

TEST_CASE("a model that is no reader of digits is refused") {
  const Model small({5, 5, 1}, {Dense{10}, Softmax{}});
  CHECK_THROWS_AS(Reader{small}, ShapeError);
  const Model few({28, 28, 1}, {Dense{2}, Softmax{}});
  CHECK_THROWS_AS(Reader{few}, ShapeError);
  CHECK_THROWS_AS(Reader(shipped_model(), few), ShapeError);
  const Model ten({28, 28, 1}, {Dense{10}, Softmax{}});
  CHECK_THROWS_AS(Reader(shipped_model(), ten), ShapeError);
}
