#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "cli/bench.hpp"
#include "digitnet/image.hpp"
#include "digitnet/model_file.hpp"
#include "support/digit_glyphs.hpp"
#include "support/pictures.hpp"

using namespace digitnet::test;
using nlohmann::json;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

}  // namespace

TEST_CASE("predict prints one line a picture, in the order given") {
  const Bench bench;
  const std::string model = bench.make_model();
  std::vector<std::string> words{"predict", "--model", model};
  for (int i = 0; i < 150; ++i) {
    words.push_back(bench.make_picture(std::to_string(i) + ".pgm", i % 10));
  }
  const auto result = bench.run(words);
  CHECK(result.exit_code == 0);
  CHECK(result.err.empty());
  const auto lines = lines_of(result.out);
  REQUIRE(lines.size() == 150);
  const std::regex form(R"(\d +\d{1,3}\.\d %  .+)");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CAPTURE(lines[i]);
    CHECK(std::regex_match(lines[i], form));
    CHECK(lines[i].ends_with("  " + words[3 + i]));
  }
}

TEST_CASE("one picture that cannot be read does not keep the others from being read") {
  const Bench bench;
  const std::string model = bench.make_model();
  const std::string good = bench.make_picture("good.pgm", 4);
  const std::string bad = bench.write("bad.png", "this is text");
  const auto text = bench.run({"predict", "--model", model, bad, good});
  CHECK(text.exit_code == 1);
  CHECK(is_one_error_line(text.err));
  CHECK(text.err.find("bad.png") != std::string::npos);
  CHECK(lines_of(text.out).size() == 1);

  const auto lines = lines_of(bench.run({"predict", "--model", model, "--json", "--top", "3", bad, good}).out);
  REQUIRE(lines.size() == 2);
  const json failed = json::parse(lines[0]);
  CHECK(failed.at("image") == bad);
  CHECK(failed.at("digits").empty());
  CHECK(failed.at("lines").empty());
  CHECK(failed.at("confidence").is_null());
  CHECK(failed.at("sure") == false);
  CHECK(failed.at("error").get<std::string>().find("bad.png") != std::string::npos);
  const json read = json::parse(lines[1]);
  CHECK(read.at("error").is_null());
  const json digit = read.at("digits").at(0);
  CHECK(read.at("text") == std::to_string(digit.at("label").get<int>()));
  CHECK(digit.at("top").size() == 3);
  CHECK(digit.at("top").at(0).at("label") == digit.at("label"));
  CHECK(digit.at("box").at("width") > 30);
  CHECK(read.at("lines").size() == 1);
  CHECK(read.at("lines").at(0).at("text") == read.at("text"));
  CHECK(read.at("lines").at(0).at("digits") == read.at("digits"));
  CHECK(read.at("lines").at(0).at("box") == digit.at("box"));
  CHECK(read.at("confidence") == read.at("lines").at(0).at("confidence"));
  CHECK(read.at("sure") == true);

  const auto rows = lines_of(bench.run({"predict", "--model", model, "--csv", "--top", "2", bad, good}).out);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0] == "image,text,probability,x,y,width,height,error,sure,label_2,probability_2");
  CHECK(std::count(rows[1].begin(), rows[1].end(), ',') >= 10);
  CHECK(std::count(rows[2].begin(), rows[2].end(), ',') == 10);
  CHECK(rows[2].find(",,true,") != std::string::npos);
}

TEST_CASE("standard input is one picture") {
  const Bench bench;
  const std::string model = bench.make_model();
  auto options = bench.options();
  options.input = to_pgm(draw_digit(2));
  const auto result = bench.run({"predict", "--model", model, "-"}, options);
  CHECK(result.exit_code == 0);
  CHECK(result.out.ends_with("  -\n"));
  CHECK(bench.run({"predict", "--model", model, "-", "-"}, options).exit_code == 2);
}

TEST_CASE("a folder is read with --recursive only") {
  const Bench bench;
  const std::string model = bench.make_model();
  bench.make_picture("scans/b.pgm", 1);
  bench.make_picture("scans/a/c.PGM", 2);
  bench.write("scans/notes.txt", "no picture");
  const auto without = bench.run({"predict", "--model", model, bench.path("scans")});
  CHECK(without.exit_code == 2);
  CHECK(is_one_error_line(without.err));
  CHECK(without.err.find("--recursive") != std::string::npos);
  const auto with = bench.run({"predict", "--model", model, "--recursive", bench.path("scans")});
  CHECK(with.exit_code == 0);
  const auto lines = lines_of(with.out);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].ends_with("c.PGM"));
  CHECK(lines[1].ends_with("b.pgm"));
}

TEST_CASE("pipes in a folder are passed over, and a batch refuses one by name") {
  const Bench bench;
  const std::string model = bench.make_model();
  bench.make_picture("scans/a.pgm", 1);
  const std::string pipe = bench.path("scans/pipe.pgm");
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  const auto folder = bench.run({"predict", "--model", model, "--recursive", bench.path("scans")});
  CHECK(folder.exit_code == 0);
  CHECK(lines_of(folder.out).size() == 1);
  const auto batch = bench.run({"predict", "--model", model, pipe, "--csv", bench.path("out.csv")});
  CHECK(batch.exit_code == 2);
  CHECK(is_one_error_line(batch.err));
  CHECK(batch.err.find("pipe.pgm: a pipe or device") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(bench.path("out.csv")));
}

TEST_CASE("a wrong number behind --lines is no file's name") {
  const Bench bench;
  const std::string picture = bench.make_picture("a.pgm", 1);
  for (const std::string number : {"-3", "3.5", "0"}) {
    const auto result = bench.run({"predict", "--model", bench.make_model(), "--lines", number, picture});
    CHECK(result.exit_code == 2);
    CHECK(is_one_error_line(result.err));
    CHECK(result.err.find("--lines") != std::string::npos);
  }
}

TEST_CASE("odd bytes in a name reach neither the terminal nor break JSON and CSV") {
  const Bench bench;
  const std::string model = bench.make_model();
  const std::string odd = bench.make_picture("odd\xff\x1b[31m,\"\n.pgm", 3);
  const auto text = bench.run({"predict", "--model", model, odd});
  CHECK(text.exit_code == 0);
  CHECK(text.out.find('\x1b') == std::string::npos);
  CHECK(lines_of(text.out).size() == 1);
  const auto line = bench.run({"predict", "--model", model, "--json", odd}).out;
  CHECK(json::parse(line).at("image").get<std::string>().find("\xEF\xBF\xBD") != std::string::npos);
  const auto rows = bench.run({"predict", "--model", model, "--csv", odd}).out;
  CHECK(rows.find("[31m,\"\"\n.pgm\",") != std::string::npos);
}

TEST_CASE("a picture without digits is no error, and its answer is no") {
  const Bench bench;
  const std::string model = bench.make_model();
  const std::string empty = bench.write("blank.pgm", to_pgm(blank(200, 100)));
  const auto text = bench.run({"predict", "--model", model, empty});
  CHECK(text.exit_code == 1);
  CHECK(text.err.empty());
  CHECK(std::regex_match(text.out, std::regex(R"(no digits +\d{1,3}\.\d %  .*/blank\.pgm\n)")));
  CHECK(bench.run({"predict", "--model", model, bench.write("small.pgm", to_pgm(blank(1, 1)))}).exit_code == 1);

  const json line = json::parse(bench.run({"predict", "--model", model, "--json", empty}).out);
  CHECK(line.at("text") == "");
  CHECK(line.at("lines").empty());
  CHECK(line.at("digits").empty());
  CHECK(line.at("error").is_null());
  const auto rows = lines_of(bench.run({"predict", "--model", model, "--csv", "--top", "2", empty}).out);
  REQUIRE(rows.size() == 2);
  CHECK(std::count(rows[1].begin(), rows[1].end(), ',') == 10);
}

TEST_CASE("an answer below --min-confidence is not sure, the best guess beside it, and the exit code 1") {
  const Bench bench;
  const std::string model = bench.make_model();
  const std::string picture = bench.make_picture("a.pgm", 8);
  const auto confidence =
      json::parse(bench.run({"predict", "--model", model, "--json", picture}).out).at("confidence").get<double>();
  REQUIRE(confidence > 0.1);
  REQUIRE(confidence < 1);
  const auto sure = bench.run({"predict", "--model", model, "--min-confidence", "0.1", picture});
  CHECK(sure.exit_code == 0);
  const auto unsure = bench.run({"predict", "--model", model, "--min-confidence", "1", picture});
  CHECK(unsure.exit_code == 1);
  CHECK(unsure.out == "not sure: " + sure.out);
  const auto line = bench.run({"predict", "--model", model, "--min-confidence", "1", "--json", picture});
  CHECK(line.exit_code == 1);
  CHECK(json::parse(line.out).at("sure") == false);
  CHECK(json::parse(line.out).at("text") == sure.out.substr(0, 1));
  const auto rows = lines_of(bench.run({"predict", "--model", model, "--min-confidence", "1", "--csv", picture}).out);
  CHECK(rows.at(1).ends_with(",,false"));
}

TEST_CASE("an option of predict that is out of range is named") {
  const Bench bench;
  const std::string picture = bench.make_picture("a.pgm", 1);
  const auto refuse = [&](const std::string& option, const std::string& value, const std::string& mentions) {
    const auto result = bench.run({"predict", picture, option, value});
    CAPTURE(result.err);
    CHECK(result.exit_code == 2);
    CHECK(result.out.empty());
    CHECK(is_one_error_line(result.err));
    CHECK(result.err.find(mentions) == std::string("digitnet: ").size());
  };
  refuse("--min-confidence", "1.5", "--min-confidence: 1.5, expected 0 to 1");
  refuse("--min-confidence", "nan", "--min-confidence: nan, expected 0 to 1");
  refuse("--digits", "0", "--digits: ");
  refuse("--digits", "65", "--digits: ");
  refuse("--pattern", "##{", "--pattern: pattern \"##{\": ");
  refuse("--top", "0", "--top: 0, expected 1 to 10");
  refuse("--top", "11", "--top: 11, expected 1 to 10");
  refuse("--lines", "0", "--lines: 0, expected 1 or more");
}

TEST_CASE("--lines and --csv take no picture's name for their value") {
  const Bench bench;
  const std::string model = bench.make_model();
  const std::string picture = bench.make_picture("page.pgm", 3);
  const std::string plain = bench.run({"predict", "--model", model, picture}).out;
  CHECK(bench.run({"predict", "--model", model, "--lines", picture}).out == plain);
  CHECK(bench.run({"predict", "--model", model, picture, "--lines"}).out == plain);
  CHECK(bench.run({"predict", "--model", model, "--lines", "1", picture}).out == plain);
  CHECK(bench.run({"predict", "--model", model, "--lines=1", picture}).out == plain);
  CHECK(bench.run({"predict", "--model", model, picture, "--lines", "--csv"}).out.find(",text,") != std::string::npos);
  const std::string rows = bench.run({"predict", "--model", model, picture, "--csv"}).out;
  CHECK(lines_of(rows).size() == 2);
  CHECK(bench.run({"predict", "--model", model, "--csv", picture}).out == rows);
  CHECK(bench.run({"predict", "--model", model, "--csv", "--", picture}).out == rows);
}

TEST_CASE("--debug-image draws the picture, the answer and what the network saw, and answers as ever") {
  const Bench bench;
  const std::string model = bench.make_model();
  const std::string picture = bench.make_picture("a.pgm", 8);
  const std::string drawn = bench.path("seen.png");
  const auto plain = bench.run({"predict", "--model", model, picture});
  const auto result = bench.run({"predict", "--model", model, "--debug-image", drawn, picture});
  CHECK(result.exit_code == 0);
  CHECK(result.out == plain.out);

  // The picture of 90x110 seven times enlarged below a margin of 32; under it the caption, then a tile of 28x28.
  const digitnet::Image image = digitnet::load_image(drawn);
  REQUIRE(image.width == 64 + 640);
  REQUIRE(image.height > 32 + 770 + 100);
  CHECK(image.at(10, 10) > 240);
  CHECK(image.at(32 + 3, 32 + 3) == 225);
  CHECK(image.at(32 + 7 * 35 + 3, 32 + 7 * 25 + 3) == 40);  // in the upper stroke of the 8
  const auto is_dark = [](std::uint8_t pixel) { return pixel < 10; };
  CHECK(std::count_if(image.pixels.begin(), image.pixels.end(), is_dark) > 56 * 112);

  SUBCASE("a picture without digits is drawn too") {
    const std::string empty = bench.write("blank.pgm", to_pgm(blank(2000, 100)));
    CHECK(bench.run({"predict", "--model", model, "--debug-image", drawn, empty}).exit_code == 1);
    CHECK(digitnet::load_image(drawn).width == 64 + 1600);
  }
}

TEST_CASE("--debug-image takes one picture and a file of its own that can be written") {
  const Bench bench;
  const std::string model = bench.make_model();
  const std::string a = bench.make_picture("a.pgm", 8);
  const std::string b = bench.make_picture("b.png", 8);
  const auto refuse = [&](const std::vector<std::string>& words, const std::string& mentions) {
    std::vector<std::string> all{"predict", "--model", model, "--debug-image"};
    all.insert(all.end(), words.begin(), words.end());
    const auto result = bench.run(all);
    CAPTURE(result.err);
    CHECK(result.exit_code == 2);
    CHECK(result.out.empty());
    CHECK(is_one_error_line(result.err));
    CHECK(result.err.find(mentions) != std::string::npos);
  };
  refuse({bench.path("d.png"), a, b}, "--debug-image: shows one picture, found 2");
  refuse({bench.path("d.jpg"), a}, "does not end in .png");
  refuse({b, b}, "both name");
  refuse({bench.path("none/d.png"), a}, "there is no folder");
  CHECK_FALSE(bench.exists("d.png"));
}

TEST_CASE("--pattern shows its separators in JSON, and excludes --digits") {
  const Bench bench;
  const std::string model = bench.make_model();
  const std::string picture = bench.make_picture("a.pgm", 6);
  const json plain = json::parse(bench.run({"predict", "--model", model, "--json", picture}).out);
  const json read =
      json::parse(bench.run({"predict", "--model", model, "--json", "--pattern", "(#{1,2})", picture}).out);
  CHECK(read.at("text") == plain.at("text"));
  CHECK(read.at("lines").at(0).at("formatted") == std::string("(") + plain.at("text").get<std::string>() + ")");
  CHECK_FALSE(plain.at("lines").at(0).contains("formatted"));
  const auto both = bench.run({"predict", "--pattern", "##", "--digits", "2", picture});
  CHECK(both.exit_code == 2);
  CHECK(is_one_error_line(both.err));
}

TEST_CASE("numbers on several lines are read line by line, in every form") {
  const Bench bench;
  const std::string model = bench.make_model();
  const std::string page = bench.write("page.pgm", to_pgm(draw_page({"40612", "385"})));
  const auto text = bench.run({"predict", "--model", model, "--lines", page});
  CHECK(text.exit_code == 0);
  const auto lines = lines_of(text.out);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].starts_with("40612 "));
  CHECK(lines[1].starts_with("385 "));
  const json read = json::parse(bench.run({"predict", "--model", model, "--lines", "2", "--json", page}).out);
  CHECK(read.at("text") == "40612\n385");
  REQUIRE(read.at("lines").size() == 2);
  CHECK(read.at("lines").at(1).at("text") == "385");
  CHECK(read.at("digits").size() == 8);
  CHECK(read.at("lines").at(0).at("box").at("y") < read.at("lines").at(1).at("box").at("y"));
  const auto rows = lines_of(bench.run({"predict", "--model", model, "--csv", page}).out);
  REQUIRE(rows.size() == 2);
  CHECK(rows[1].find("page.pgm,40612 385,") != std::string::npos);
}

TEST_CASE("--digits and --pattern say what each line is") {
  const Bench bench;
  const std::string model = bench.make_model();
  const std::string page = bench.write("page.pgm", to_pgm(draw_page({"24122025"})));
  CHECK(bench.run({"predict", "--model", model, "--digits", "8", page}).out.starts_with("24122025 "));
  const json date =
      json::parse(bench.run({"predict", "--model", model, "--json", "--pattern", "##.##.####", page}).out);
  CHECK(date.at("text") == "24122025");
  CHECK(date.at("lines").at(0).at("formatted") == "24.12.2025");
}

TEST_CASE("where digits touch the shipped model of lines helps the shipped model, and may be left out or be another") {
  const Bench bench;
  const std::string page = bench.write("page.pgm", to_pgm(draw_page({"40612", "385"})));
  const auto read = bench.run({"predict", "--min-confidence", "0", page});
  CHECK(read.exit_code == 0);
  const std::string lines = DIGITNET_SOURCE_DIR "/data/models/lines.safetensors";
  CHECK(bench.run({"predict", "--min-confidence", "0", "--line-model", lines, page}).out == read.out);
  CHECK(bench.run({"predict", "--min-confidence", "0", "--line-model", "none", page}).exit_code == 0);
  const auto missing = bench.run({"predict", "--min-confidence", "0", "--line-model", "gone.safetensors", page});
  CHECK(missing.exit_code == 2);
  CHECK(missing.err.find("gone.safetensors") != std::string::npos);
  const std::string ten = bench.path("ten.safetensors");
  digitnet::save(digitnet::load_model(bench.make_model()), ten);
  const auto unfit = bench.run({"predict", "--min-confidence", "0", "--line-model", ten, page});
  CHECK(unfit.exit_code == 2);
  CHECK(unfit.err.find(ten + ": a reader's model of lines takes (28, 28, 1) to 11 classes") != std::string::npos);
}

TEST_CASE(
    "a model of digits in the place of one of lines, or the other way round, is refused where its record says so") {
  const Bench bench;
  const std::string picture = bench.make_picture("a.pgm", 4);
  const std::string digits = DIGITNET_SOURCE_DIR "/data/models/default.safetensors";
  const std::string lines = DIGITNET_SOURCE_DIR "/data/models/lines.safetensors";
  const std::string looks_at_digits = "one that looks at single digits\n";
  const std::string looks_along_lines = "one that looks for digits along lines (train --recipe lines)\n";
  const auto refuse = [&](const std::vector<std::string>& words, const std::string& name, const std::string& found) {
    const auto result = bench.run(words);
    CHECK(result.exit_code == 2);
    CHECK(result.out.empty());
    CHECK_MESSAGE(result.err.starts_with("digitnet: " + name + ": "), result.err);
    CHECK_MESSAGE(result.err.ends_with("found " + found), result.err);
  };
  refuse({"predict", "--line-model", digits, picture}, digits, looks_at_digits);
  refuse({"predict", "--model", lines, picture}, lines, looks_along_lines);
  refuse({"read", "--form", DIGITNET_SOURCE_DIR "/examples/forms/payment.json", "--model", lines, picture}, lines,
         looks_along_lines);

  const std::string unknown = bench.path("unknown.safetensors");
  for (const std::string options : {"", R"({"line-windows": "many"})"}) {
    digitnet::save(digitnet::load_model(lines), unknown, {options, {}});
    CHECK(bench.run({"predict", "--model", unknown, picture}).err.empty());
    CHECK(bench.run({"predict", "--min-confidence", "0", "--line-model", unknown, picture}).exit_code == 0);
  }
}
