#include "label_text.hpp"

#include <doctest/doctest.h>

#include "serve/samples/samples_under_test.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;

TEST_CASE("the label is read from the name of a file, the folder before the file, or is none") {
  const std::pair<const char*, const char*> cases[] = {
      {"7.png", "7"},       {"7_anna.png", "7"},           {"7-anna.png", "7"},    {"7 (2).png", "7"},
      {"7.scan.png", "7"},  {"anna-7.png", "7"},           {"anna_7.png", "7"},    {"7-1.png", "7"},
      {"4711.png", "4711"}, {"4711_b.jpg", "4711"},        {"7/abc.png", "7"},     {"digits/7/0001.png", "7"},
      {"7/3.png", "7"},     {"C:\\digits\\7\\x.png", "7"}, {"../../7/x.png", "7"}, {"7", "7"},
  };
  for (const auto& [name, label] : cases) {
    CAPTURE(name);
    CHECK(label_in_name(name) == std::optional<LabelText>(label));
  }
  for (const char* name : {"", ".png", "anna.png", "anna7.png", "IMG_20240101_123456.jpg", "20240101_123456.jpg",
                           "IMG_2024.jpg", "7th.png", "77/anna.png", "7/sub/anna.png", "-.png", "_", "/", "x/"}) {
    CAPTURE(name);
    CHECK(label_in_name(name) == std::nullopt);
  }
}

TEST_CASE("item 23: a label that a client gives is digits, and one digit where one is meant") {
  CHECK(label_given("") == std::nullopt);
  CHECK(label_given("  ") == std::nullopt);
  CHECK(label_given(" 7 ") == std::optional<LabelText>("7"));
  CHECK(label_given(std::string(64, '0')).has_value());
  for (const std::string text : {"x", "-1", "7 8", "0x7", "7.0", "\xd9\xa7", "7'", "7\n8"}) {
    CAPTURE(text);
    CHECK(refusal([&] { (void)label_given(text); }) == "invalid label");
  }
  CHECK(refusal([] { (void)label_given(std::string(65, '0')); }) == "invalid label");
  CHECK(digit_given("0") == 0);
  CHECK(digit_given("9") == 9);
  for (const char* text : {"", "10", "-1", "a", "7 7"}) {
    CAPTURE(text);
    CHECK(refusal([&] { (void)digit_given(text); }) == "invalid label");
  }
}
