#include "digitnet/form_file.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "digitnet/error.hpp"
#include "formats/temporary_folder.hpp"

namespace digitnet {
namespace {

Form parse(const std::string& json) {
  return parse_form(json, "f.json", ".");
}

/// A form with one field that has these members behind its name and place.
std::string with_field(const std::string& members) {
  return R"({"form": 1, "fields": [{"name": "a", "at": {"x": 0.1, "y": 0.1, "width": 0.5, "height": 0.1})" + members +
         "}]}";
}

/// Likewise, with five cells.
std::string with_cells(const std::string& members) {
  return R"({"form": 1, "fields": [{"name": "a", "at": {"x": 0.1, "y": 0.1, "width": 0.5, "height": 0.1, "cells": 5})" +
         members + "}]}";
}

void check_refused(const std::string& json, const std::string& message) {
  CAPTURE(json);
  try {
    (void)parse(json);
    FAIL_CHECK("was taken");
  } catch (const FormatError& error) {
    CHECK_MESSAGE(std::string(error.what()).find("f.json: " + message) == 0, error.what());
  }
}

}  // namespace

TEST_CASE("the smallest form is fractions of the scan") {
  const Form form = parse(with_field(""));
  CHECK(form.width == 1);
  CHECK_FALSE(form.proportional);
  CHECK(form.anchor.kind == AnchorKind::scan);
  CHECK(form.anchor.corners[2] == Point{1, 1});
  REQUIRE(form.fields.size() == 1);
  CHECK(form.fields[0].name == "a");
  CHECK(form.fields[0].regions[0].area == Rectangle{0.1, 0.1, 0.5, 0.1});
  CHECK(form.fields[0].regions[0].cells == 0);
  CHECK_FALSE(form.fields[0].printed);
  CHECK_FALSE(form.fields[0].required);
}

TEST_CASE("everything that a form may say is read") {
  const Form form = parse(R"({
    "form": 1,
    "page": {"width": 210, "height": 297, "unit": "mm"},
    "anchor": {"kind": "marks", "at": [[10, 10], [200, 10], [200, 287], [10, 287]]},
    "fields": [
      {"name": "date", "at": [{"x": 20, "y": 30, "width": 10, "height": 8, "cells": 2},
                              {"x": 35, "y": 30, "width": 10, "height": 8, "cells": 2},
                              {"x": 50, "y": 30, "width": 20, "height": 8, "cells": 4}],
       "pattern": "##.##.####", "date": "DMY", "required": true},
      {"name": "code", "at": {"x": 20, "y": 50, "width": 40, "height": 8, "cells": 5},
       "printed": false, "allowed": ["10115", "50667"]},
      {"name": "account", "at": {"x": 20, "y": 70, "width": 150, "height": 8, "cells": 20},
       "pattern": "DE#{20}", "check": "iban"},
      {"name": "card", "at": {"x": 20, "y": 90, "width": 90, "height": 9}, "digits": 16, "check": "luhn"}]})");
  CHECK(form.proportional);
  CHECK(form.anchor.kind == AnchorKind::marks);
  CHECK(form.anchor.corners[2] == Point{200, 287});
  CHECK(form.fields[0].regions.size() == 3);
  CHECK(form.fields[0].required);
  CHECK(form.fields[0].printed);
  CHECK(form.fields[0].date == DateOrder::day_month_year);
  CHECK(form.fields[0].pattern->format("24112026") == "24.11.2026");
  CHECK_FALSE(form.fields[1].printed);
  CHECK(form.fields[1].allowed->matches("50667"));
  CHECK_FALSE(form.fields[1].allowed->matches("50668"));
  CHECK(form.fields[3].check == CheckRule::luhn);
}

TEST_CASE("a frame is the page's edge when no place is given") {
  const Form form = parse(R"({"form": 1, "page": {"width": 20, "height": 10}, "anchor": {"kind": "frame"},
                              "fields": [{"name": "a", "at": {"x": 1, "y": 1, "width": 5, "height": 1}}]})");
  CHECK(form.anchor.kind == AnchorKind::frame);
  CHECK(form.anchor.corners[1] == Point{20, 0});
}

TEST_CASE("what is no form is refused with the place") {
  const std::string whole = R"({"x": 0, "y": 0, "width": 1, "height": 1})";
  check_refused("", "the form is no JSON: error at byte 1");
  check_refused("[]", "expected the whole to be a JSON object, found []");
  check_refused("{}", "form is missing");
  check_refused(R"({"form": 2})", "expected form to be version 1, found 2");
  check_refused(R"({"form": 1})", "fields is missing");
  check_refused(R"({"form": 1, "fields": []})", "expected fields to be a list of 1 to 500 fields, found []");
  check_refused(R"({"form": 1, "fields": [3]})", "expected fields[0] to be a JSON object, found 3");
  check_refused(R"({"form": 1, "form": 1})", "the form has the key \"form\" twice");
  check_refused(with_field(R"(, "colour": "red")"), "fields[0].colour is not known here");
  check_refused(R"({"form": 1, "fields": [{"name": "a"}]})", "fields[0].at is missing");
  check_refused(R"({"form": 1, "fields": [{"name": "a", "at": []}]})",
                "expected fields[0].at to be a region, or a list");
  check_refused(R"({"form": 1, "fields": [{"name": "../x", "at": )" + whole + "}]}",
                "expected fields[0].name to be 1 to 64 letters");
  check_refused(R"({"form": 1, "fields": [{"name": "scan", "at": )" + whole + "}]}",
                "expected fields[0].name to be no name of a col");
  check_refused(R"({"form": 1, "fields": [{"name": "", "at": )" + whole + "}]}", "expected fields[0].name");
}

TEST_CASE("two fields of one name are refused") {
  const std::string field = R"({"name": "a", "at": {"x": 0, "y": 0, "width": 1, "height": 1}})";
  check_refused(R"({"form": 1, "fields": [)" + field + "," + field + "]}",
                "fields[1].name: \"a\" is the name of an earlier field too");
  const std::string confidence = R"({"name": "a_confidence", "at": {"x": 0, "y": 0, "width": 1, "height": 1}})";
  const auto both = [](const std::string& first, const std::string& second) {
    return R"({"form": 1, "fields": [)" + first + "," + second + "]}";
  };
  const std::string twice = " and the name of an earlier field make one column of the output twice";
  check_refused(both(field, confidence), "fields[1].name: \"a_confidence\"" + twice);
  check_refused(both(confidence, field), "fields[1].name: \"a\"" + twice);
}

TEST_CASE("a region outside the page is refused, and one without size") {
  const auto region = [](const std::string& numbers) {
    return R"({"form": 1, "page": {"width": 100, "height": 50}, "fields": [{"name": "a", "at": {)" + numbers + "}}]}";
  };
  check_refused(region(R"("x": 90, "y": 0, "width": 20, "height": 10)"),
                "expected fields[0] to lie inside the page of 100 x 50, found x 90 to 110, y 0 to 10");
  check_refused(region(R"("x": -1, "y": 0, "width": 20, "height": 10)"), "expected fields[0] to lie inside");
  check_refused(region(R"("x": "nan", "y": 0, "width": 20, "height": 10)"), "expected fields[0] to lie inside");
  check_refused(region(R"("x": 1, "y": 0, "width": 0, "height": 10)"),
                "expected fields[0].at.width to be a length above");
  check_refused(region(R"("x": 1, "y": 0, "width": "inf", "height": 10)"),
                "expected fields[0].at.width to be a length");
  check_refused(region(R"("x": 1, "y": 0, "width": 9)"), "fields[0].at.height is missing");
  check_refused(region(R"("x": 1, "y": 0, "width": 9, "height": 9, "cells": 0)"),
                "expected fields[0].at.cells to be 1 to");
  check_refused(region(R"("x": 1, "y": 0, "width": 9, "height": 9, "cells": 65)"),
                "expected fields[0].at.cells to be 1");
}

TEST_CASE("several regions without cells are refused") {
  check_refused(R"({"form": 1, "fields": [{"name": "a", "at": [{"x": 0, "y": 0, "width": 1, "height": 0.1},
                                                               {"x": 0, "y": 0, "width": 1, "height": 0.1}]}]})",
                "expected fields[0] to have cells in each of its 2 regions");
}

TEST_CASE("an anchor that is none is refused") {
  const auto anchored = [](const std::string& anchor) {
    return R"({"form": 1, "anchor": )" + anchor +
           R"(, "fields": [{"name": "a", "at": {"x": 0, "y": 0, "width": 1, "height": 1}}]})";
  };
  check_refused(anchored(R"({"kind": "corner"})"),
                "expected anchor.kind to be \"scan\", \"sheet\", \"frame\" or \"marks\"");
  check_refused(anchored(R"({"kind": "scan", "at": 1})"), "anchor.at is not known here");
  check_refused(anchored(R"({"kind": "marks"})"), "anchor.at is missing");
  check_refused(anchored(R"({"kind": "marks", "at": [[0, 0]]})"), "expected anchor.at to be four points");
  check_refused(anchored(R"({"kind": "marks", "at": [[0, 0], [0, 1], [1, 1], [1, 0]]})"),
                "expected the anchor to have four corners");
  check_refused(anchored(R"({"kind": "marks", "at": [[0, 0], [2, 0], [1, 1], [0, 1]]})"),
                "expected the anchor to have four corners");
  check_refused(anchored(R"({"kind": "marks", "at": [[0, 0], [1, 0], "x", [0, 1]]})"), "expected anchor.at to be four");
}

TEST_CASE("rules that are none are refused") {
  check_refused(with_field(R"(, "check": "crc")"),
                "expected fields[0].check to be \"luhn\", \"ean\", \"isbn\", \"aba\" or \"iban\", found \"crc\"");
  check_refused(with_field(R"(, "check": 3)"), "expected fields[0].check to be a string");
  check_refused(with_field(R"(, "date": "YYYY")"), "expected fields[0].date to be \"DMY\", \"MDY\" or \"YMD\"");
  check_refused(with_field(R"(, "digits": 65)"), "expected fields[0].digits to be a pattern (a number of 65 digits");
  check_refused(with_field(R"(, "pattern": "#{")"), "expected fields[0].pattern to be a pattern (pattern \"#{\"");
  check_refused(with_field(R"(, "digits": 5, "pattern": "#")"),
                "expected fields[0].pattern to be absent beside digits");
  check_refused(with_field(R"(, "check": "iban", "digits": 20)"),
                "expected fields[0].pattern to be one that begins with");
  check_refused(with_field(R"(, "printed": 1)"), "expected fields[0].printed to be true or false");
}

TEST_CASE("rules that no number can satisfy are refused") {
  const std::string message = "fields[0]: no number has a length that its ";
  check_refused(with_cells(R"(, "digits": 6)"), message + "5 cells, pattern");
  check_refused(with_cells(R"(, "check": "aba")"), message + "5 cells, pattern");
  check_refused(with_field(R"(, "digits": 9, "check": "ean")"), message + "pattern");
  check_refused(with_field(R"(, "digits": 7, "date": "DMY")"), message + "pattern");
  check_refused(with_field(R"(, "allowed": ["1"], "check": "luhn")"), message + "pattern");
}

TEST_CASE("a list that is none is refused") {
  check_refused(with_field(R"(, "allowed": [])"), "expected fields[0].allowed to be a list of one or more numbers");
  check_refused(with_field(R"(, "allowed": [12])"), "expected fields[0].allowed[0] to be a string of 1 to 64 digits");
  check_refused(with_field(R"(, "allowed": ["1", "1a"])"), "expected fields[0].allowed[1] to be a string");
  check_refused(with_field(R"(, "allowed": "../list.txt")"),
                "expected fields[0].allowed to be a list of numbers, or the");
  check_refused(with_field(R"(, "allowed": "/etc/passwd")"),
                "expected fields[0].allowed to be a list of numbers, or the");
  check_refused(with_field(R"(, "digits": 5, "allowed": ["50667", "1234"])"),
                "expected fields[0].allowed to hold numbers that fit digits, found 1234");
}

TEST_CASE("a list in a file beside the form is read, with line ends of any kind") {
  const test::TemporaryFolder folder;
  std::ofstream(folder.path() / "codes.txt") << "10115\r\n50667\n\n80331";
  std::ofstream(folder.path() / "form.json") << with_cells(R"(, "allowed": "codes.txt")");
  const Form form = load_form(folder.path() / "form.json");
  for (const std::string number : {"10115", "50667", "80331"}) CHECK(form.fields[0].allowed->matches(number));
  CHECK_FALSE(form.fields[0].allowed->matches("10116"));
}

TEST_CASE("a list's file that is missing, empty or holds something else is named") {
  const test::TemporaryFolder folder;
  const std::string json = with_cells(R"(, "allowed": "codes.txt")");
  const auto message = [&]() -> std::string {
    try {
      (void)parse_form(json, "f.json", folder.path());
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  const std::string path = (folder.path() / "codes.txt").string();
  const std::string place = "f.json: fields[0].allowed: " + path;
  CHECK(message().starts_with("f.json: fields[0].allowed: cannot read " + path));
  std::ofstream(path) << "\n\n";
  CHECK(message() == place + ": expected a number a line, found none");
  std::ofstream(path) << "10115\nten\n";
  CHECK(message() == place + ": line 2: expected a number of 1 to 64 digits");
}

TEST_CASE("the lists of a form may hold so much together and no more") {
  const test::TemporaryFolder folder;
  std::string five_mib;
  while (five_mib.size() < (std::size_t{5} << 20)) five_mib += "10115\n50667\n80331\n";
  std::ofstream(folder.path() / "codes.txt") << five_mib;
  const auto form_of = [](int fields) {
    std::string json = R"({"form": 1, "fields": [)";
    for (int i = 0; i < fields; ++i) {
      json += i == 0 ? "" : ", ";
      json += R"({"name": "f)" + std::to_string(i) +
              R"(", "at": {"x": 0.1, "y": 0.1, "width": 0.5, "height": 0.1}, "allowed": "codes.txt"})";
    }
    return json + "]}";
  };
  CHECK(parse_form(form_of(1), "f.json", folder.path()).fields.size() == 1);
  CHECK_THROWS_WITH_AS((void)parse_form(form_of(2), "f.json", folder.path()), doctest::Contains("larger than"),
                       FileError);
}

}  // namespace digitnet
