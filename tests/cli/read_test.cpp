#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "cli/bench.hpp"
#include "support/digit_glyphs.hpp"
#include "support/pictures.hpp"

using namespace digitnet::test;
using nlohmann::json;

namespace {

namespace fs = std::filesystem;

const fs::path kExample = fs::path(DIGITNET_SOURCE_DIR) / "examples" / "forms";

// A form of two fields, one without lines in the upper half of a scan and one in the lower half.
constexpr const char* kHalves = R"({"form": 1, "fields": [
  {"name": "upper", "at": {"x": 0.1, "y": 0.05, "width": 0.8, "height": 0.4}},
  {"name": "lower", "at": {"x": 0.1, "y": 0.55, "width": 0.8, "height": 0.4}, "digits": 1}]})";

std::string file_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> columns_of(const std::string& row) {
  std::istringstream stream(row);
  std::vector<std::string> columns;
  for (std::string column; std::getline(stream, column, ',');) columns.push_back(column);
  if (row.ends_with(',')) columns.emplace_back();
  return columns;
}

// The scan and the values of a row, without how sure they are, which changes with the model.
std::vector<std::string> values_of(const std::string& row, std::size_t fields) {
  const std::vector<std::string> columns = columns_of(row);
  std::vector<std::string> values{columns.at(0)};
  for (std::size_t i = 0; i < fields; ++i) values.push_back(columns.at(1 + 2 * i));
  return values;
}

// A scan of 100 x 200 with a dark bar in its lower half.
std::string draw_lower_bar() {
  digitnet::Image scan = blank(100, 200, 224);
  for (std::size_t y = 120; y < 180; ++y) {
    for (std::size_t x = 45; x < 52; ++x) scan.pixels[100 * y + x] = 32;
  }
  return to_pgm(scan);
}

// The block behind the first line of a Markdown text that begins with `$ `, up to the fence.
std::string shown_output(const std::string& markdown) {
  const std::size_t command = markdown.find("\n$ ");
  const std::size_t start = markdown.find('\n', command + 1) + 1;
  return markdown.substr(start, markdown.find("```", start) - start);
}

}  // namespace

TEST_CASE("the example's README shows what the command answers") {
  const Bench bench;
  std::vector<std::string> words{"read", "--form", (kExample / "payment.json").string()};
  for (const char* scan : {"slip-1.jpg", "slip-2.jpg", "slip-3.jpg", "slip-photo.jpg"}) {
    words.push_back((kExample / scan).string());
  }
  const auto result = bench.run(words);
  CHECK(result.err.empty());
  CHECK(result.exit_code == 1);  // something is to be reviewed
  const auto rows = lines_of(result.out);
  const auto shown = lines_of(shown_output(file_text(kExample / "README.md")));
  REQUIRE(rows.size() == 5);
  REQUIRE(shown.size() == 5);
  CHECK(rows[0] == shown[0]);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    CAPTURE(rows[i]);
    CHECK(values_of(rows[i].substr(kExample.string().size() + 1), 5) == values_of(shown[i], 5));
  }
  CHECK(rows[3].find("date: no date") != std::string::npos);
  CHECK(shown[3].find("date: no date") != std::string::npos);
}

TEST_CASE("fields are read into columns, empty ones with an empty value") {
  const Bench bench;
  const std::string form = bench.write("form.json", kHalves);
  const std::string scan = bench.write("scan.pgm", draw_lower_bar());
  const auto result = bench.run({"read", "--form", form, "--model", bench.make_model(), "--min-confidence", "0", scan});
  CHECK(result.exit_code == 0);
  CHECK(result.err.empty());
  const auto rows = lines_of(result.out);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0] == "scan,upper,upper_confidence,lower,lower_confidence,review,error");
  const auto columns = columns_of(rows[1]);
  REQUIRE(columns.size() == 7);
  CHECK(columns[0] == scan);
  CHECK(columns[1].empty());
  CHECK(columns[2] == "1.0000");
  CHECK(columns[3].size() == 1);
  CHECK(columns[5].empty());
  CHECK(columns[6].empty());
}

TEST_CASE("doubtful fields end in exit code 1, a reason, and a picture in the folder of crops") {
  const Bench bench;
  const std::string form = bench.write("form.json", kHalves);
  const std::string scan = bench.write("scan.pgm", draw_lower_bar());
  const auto result = bench.run({"read", "--form", form, "--model", bench.make_model(), "--min-confidence", "1",
                                 "--json", "--crops", bench.path("doubtful/crops"), scan});
  CHECK(result.exit_code == 1);
  const json line = json::parse(result.out);
  CHECK(line.at("scan") == scan);
  CHECK(line.at("error").is_null());
  CHECK(line.at("review") == "lower: not sure");
  CHECK(line.at("fields").at("upper").at("review").is_null());
  CHECK(line.at("fields").at("upper").at("value") == "");
  CHECK(line.at("fields").at("upper").at("crop").is_null());
  CHECK(line.at("fields").at("lower").at("review") == "not sure");
  CHECK(line.at("fields").at("lower").at("crop") == bench.path("doubtful/crops/0001-scan-lower.png"));
  CHECK(bench.read("doubtful/crops/0001-scan-lower.png").starts_with("\x89PNG"));
  CHECK_FALSE(bench.exists("doubtful/crops/0001-scan-upper.png"));
}

TEST_CASE("a scan that cannot be read is reported, and the others go on") {
  const Bench bench;
  const std::string form = bench.write("form.json", kHalves);
  const std::string model = bench.make_model();
  const std::string scan = bench.write("scan.pgm", draw_lower_bar());
  const std::string broken = bench.write("broken.png", "no picture");
  const auto result =
      bench.run({"read", "--form", form, "--model", model, "--min-confidence", "0", broken, scan, "missing.png"});
  CHECK(result.exit_code == 1);
  const auto rows = lines_of(result.out);
  REQUIRE(rows.size() == 4);
  CHECK(rows[1].starts_with(broken + ",,,,,,"));
  CHECK(columns_of(rows[2]).back().empty());
  CHECK(rows[3].starts_with("missing.png,,,,,,"));
  CHECK(lines_of(result.err).size() == 2);
  CHECK(bench.run({"read", "--form", form, "--model", model, broken}).exit_code == 2);
}

TEST_CASE("a pipe is refused by name, and the scans beside it are read") {
  const Bench bench;
  const std::string form = bench.write("form.json", kHalves);
  const std::string model = bench.make_model();
  const std::string scan = bench.write("scan.pgm", draw_lower_bar());
  const std::string pipe = bench.path("pipe.pgm");
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  const auto result = bench.run({"read", "--form", form, "--model", model, "--min-confidence", "0", pipe, scan});
  CHECK(result.exit_code == 1);
  CHECK(is_one_error_line(result.err));
  CHECK(result.err.find("pipe.pgm: a pipe or device") != std::string::npos);
  const auto rows = lines_of(result.out);
  REQUIRE(rows.size() == 3);
  CHECK(rows[1].starts_with(pipe + ",,,,,,"));
  CHECK(columns_of(rows[2]).back().empty());
  CHECK(bench.run({"read", "--form", form, "--model", model, pipe}).exit_code == 2);
  auto options = bench.options();
  options.input = draw_lower_bar();
  CHECK(bench.run({"read", "--form", form, "--model", model, "--min-confidence", "0", "-"}, options).exit_code == 0);
}

TEST_CASE("a scan that shows another form, nothing, or a single pixel is reported") {
  const Bench bench;
  const std::string form = (kExample / "payment.json").string();
  const auto refuse = [&](const std::string& scan, const std::string& message) {
    const auto result = bench.run({"read", "--form", form, scan});
    CHECK(result.exit_code == 2);
    CHECK(result.err == "digitnet: " + scan + ": " + message + "\n");
  };
  refuse(bench.write("blank.pgm", to_pgm(blank(800, 400))), "expected the form's printed frame, found none");
  refuse(bench.write("small.pgm", to_pgm(blank(1, 1))), "expected the form's printed frame, found none");
  refuse(bench.write("bar.pgm", draw_lower_bar()), "expected the form's printed frame, found none");
}

TEST_CASE("a form that cannot be read is an error that names the place") {
  const Bench bench;
  const std::string scan = bench.write("scan.pgm", draw_lower_bar());
  const auto refuse = [&](const std::string& text, const std::string& message) {
    const std::string form = bench.write("form.json", text);
    const auto result = bench.run({"read", "--form", form, scan});
    CHECK(result.exit_code == 2);
    CHECK(result.out.empty());
    CHECK(is_one_error_line(result.err));
    CHECK_MESSAGE(result.err.starts_with("digitnet: " + form + ": " + message), result.err);
  };
  refuse("{", "the form is no JSON");
  refuse(R"({"form": 1, "fields": []})", "expected fields to be a list of 1 to 500 fields");
  refuse(R"({"form": 1, "fields": [{"name": "a", "at": {"x": 0.5, "y": 0, "width": 0.6, "height": 1}}]})",
         "expected fields[0] to lie inside the page");
  refuse(
      R"({"form": 1, "fields": [{"name": "a", "at": {"x": 0, "y": 0, "width": 1, "height": 1}, "allowed": "no.txt"}]})",
      "fields[0].allowed: cannot read " + bench.path("no.txt"));
  const auto missing = bench.run({"read", "--form", bench.path("none.json"), scan});
  CHECK(missing.exit_code == 2);
  CHECK(is_one_error_line(missing.err));
  const auto none = bench.run({"read", scan});
  CHECK(none.exit_code == 2);
  CHECK(is_one_error_line(none.err));
}

TEST_CASE("options of read that are out of range are named") {
  const Bench bench;
  const std::string form = bench.write("form.json", kHalves);
  const std::string scan = bench.write("scan.pgm", draw_lower_bar());
  const auto confidence = bench.run({"read", "--form", form, "--min-confidence", "2", scan});
  CHECK(confidence.exit_code == 2);
  CHECK(confidence.err == "digitnet: --min-confidence: 2, expected 0 to 1\n");
  const auto crops = bench.run({"read", "--form", form, "--crops", scan, scan});
  CHECK(crops.exit_code == 2);
  CHECK(crops.err.starts_with("digitnet: --crops: " + scan));
}
