#include "digit_cutter.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <future>

#include "digitnet/image.hpp"
#include "picture_admission.hpp"
#include "sample.hpp"
#include "serve/samples/samples_under_test.hpp"
#include "serve/samples/zip_files.hpp"
#include "support/picture_files.hpp"
#include "support/pictures.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

std::vector<CutPicture> cut_all(const std::vector<SentFile>& files, const std::optional<LabelText>& label = {}) {
  std::vector<CutPicture> pictures;
  DigitCutter(shipped_recognizer()).cut(files, label, [&](CutPicture picture) {
    pictures.push_back(std::move(picture));
  });
  return pictures;
}

CutPicture cut(const std::string& name, const std::string& bytes, const std::optional<LabelText>& label = {}) {
  const auto pictures = cut_all({{name, bytes}}, label);
  REQUIRE(pictures.size() == 1);
  return pictures.front();
}

std::string text_of(const Bytes& bytes) {
  return {bytes.begin(), bytes.end()};
}

bool has(const std::vector<std::uint8_t>& bytes, const std::string& text) {
  return text_of(bytes).find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("a digit is cut out of its picture, and is what the network sees of it") {
  const CutPicture picture = cut("7.pgm", written("7"));
  CHECK(picture.status == 200);
  REQUIRE(picture.digits.size() == 1);
  const CutDigit& digit = picture.digits.front();
  CHECK(digit.label == 7);
  CHECK(digit.seen.width == 28);
  CHECK(digit.seen.height == 28);
  RecognitionRequest request{written("7"), {}};
  std::promise<Recognition> answer;
  REQUIRE(shipped_recognizer().submit(request, [&](Recognition read) { answer.set_value(std::move(read)); }));
  const Recognition read = answer.get_future().get();
  CHECK(digit.seen.pixels == read.reading.lines.at(0).digits.at(0).seen.pixels);
  const Image png = decode_image(digit.png, "sample");
  CHECK(png.width < 60);
  CHECK(png.height < 60);
  CHECK(*std::ranges::min_element(png.pixels) < 60);
  CHECK(png.at(0, 0) == 235);
}

TEST_CASE("a number is cut into its digits, each with its own label, when the label has as many") {
  for (const auto& label : {std::optional<LabelText>("4711"), std::optional<LabelText>()}) {
    const CutPicture picture = cut("4711.pgm", written("4711"), label);
    REQUIRE(picture.digits.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) CHECK(picture.digits[i].label == "4711"[i] - '0');
  }
  const CutPicture refused = cut("x.pgm", written("4711"), "471");
  CHECK(refused.status == 422);
  CHECK(refused.digits.empty());
  CHECK(refused.problem ==
        "The label 471 is 3 digits, but the picture shows 4 digits. Give the digits as they stand in it, from left to "
        "right.");
  CHECK(cut("2026-11-26.pgm", written("7")).problem.ends_with(" The label is from the file's name."));
  CHECK(cut("4.pgm", written("4711")).status == 422);
  CHECK(cut("x.pgm", written("7"), "77777").status == 422);
}

TEST_CASE("without a label every digit that is found is given without one, and none is a refusal") {
  const CutPicture picture = cut("anna.pgm", written("58"));
  REQUIRE(picture.digits.size() == 2);
  CHECK_FALSE(picture.digits[0].label);
  CHECK(cut("anna.pgm", to_pgm(blank(60, 60))).status == 422);
}

TEST_CASE("a digit that the model does not take for one is kept when its label says which it is") {
  Image odd = blank(80, 80, 235);
  for (int i = 20; i < 60; ++i) {  // a cross in a frame
    for (const int j : {20, 21, 22, 58, 59}) {
      odd.pixels[static_cast<std::size_t>(i * 80 + j)] = 20;
      odd.pixels[static_cast<std::size_t>(j * 80 + i)] = 20;
    }
    odd.pixels[static_cast<std::size_t>(i * 80 + i)] = 20;
    odd.pixels[static_cast<std::size_t>(i * 80 + 79 - i)] = 20;
  }
  const CutPicture picture = cut("8.pgm", to_pgm(odd));
  REQUIRE(picture.digits.size() == 1);
  CHECK(picture.digits.front().label == 8);
  CHECK(picture.digits.front().seen.pixels.size() == 784);
  CHECK(cut("8.pgm", to_pgm(blank(60, 60))).problem ==
        "There is nothing written in the picture, or not enough to make out.");
}

TEST_CASE("item 24: what is kept of a picture is made anew: no EXIF, no text, nothing longer than 256 pixels") {
  Bytes rows;
  const Image sheet = make_stroke(900, 700, 235, 20);
  for (const std::uint8_t pixel : sheet.pixels) rows.push_back(pixel);
  const Bytes png = make_png(900, 700, rows, {.exif = make_exif(1, true)});
  std::string with_text = text_of(png);
  CHECK(with_text.find("eXIf") != std::string::npos);
  with_text += "<script>alert(1)</script>";  // behind the end
  const CutPicture picture = cut("1.png", with_text);
  REQUIRE(picture.digits.size() == 1);
  const auto& kept = picture.digits.front().png;
  CHECK(has(kept, "IHDR"));
  CHECK_FALSE(has(kept, "eXIf"));
  CHECK_FALSE(has(kept, "script"));
  const Image shown = decode_image(kept, "sample");
  CHECK(std::max(shown.width, shown.height) == kMostSampleSide_px);
}

TEST_CASE("item 21: only pictures are taken, by their bytes, however they are called") {
  for (const std::string bytes :
       {"<svg xmlns='http://www.w3.org/2000/svg'/>", "GIF89a\1\0\1\0", "%PDF-1.7", "II*\0", "#!/bin/sh\n", "<html>"}) {
    CAPTURE(bytes);
    CHECK(cut("7.png", bytes).status == 415);
  }
  CHECK(cut("7.png", "").status == 422);
  CHECK(cut("7.png", written("7").substr(0, 3000)).status == 422);
  CHECK(cut("7.png", text_of(make_png(28, 28, Bytes(784))).substr(0, 60)).status == 422);
}

TEST_CASE(
    "items 20 and 22: pictures of too many bytes or pixels are refused before they are decoded, and others go on") {
  const auto start = std::chrono::steady_clock::now();
  const std::string bomb = text_of(make_png(1, 1, Bytes(1)));
  std::string large_bomb = bomb;
  large_bomb.replace(16, 8, std::string("\x00\x00\xc3\x50\x00\x00\xc3\x50", 8));  // 50,000 x 50,000
  const auto pictures = cut_all({{"7.png", large_bomb},
                                 {"7.pgm", std::string("P5\n") + std::string(12'000'001, ' ')},
                                 {"7.pgm", "P5\n90000 90000\n255\n"},
                                 {"7.pgm", written("7")}});
  REQUIRE(pictures.size() == 4);
  CHECK(pictures[0].status == 413);
  CHECK(pictures[1].status == 413);
  CHECK(pictures[2].status == 413);
  CHECK(pictures[3].digits.size() == 1);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(1));
}

TEST_CASE("item 20: more than 200 pictures are refused before any is read, those in archives counted") {
  const std::string picture = written("7");
  std::vector<SentFile> files(199, SentFile{"7.pgm", "no picture"});
  const std::string two = make_zip({{"7/a.pgm", picture}, {"7/b.pgm", picture}});
  files.push_back({"two.zip", two});
  int taken = 0;
  CHECK_THROWS_AS(DigitCutter(shipped_recognizer()).cut(files, {}, [&](const CutPicture&) { ++taken; }),
                  PictureRefused);
  CHECK(taken == 0);
  files.pop_back();
  CHECK(cut_all(files).size() == 199);
}

TEST_CASE("the pictures of an archive take their labels from their folders, and a broken archive is told by its name") {
  const std::string zip =
      make_zip({{"digits/3/x.pgm", written("3")}, {"digits/5/0001.pgm", written("5")}, {"notes.txt", "hello"}});
  const auto pictures =
      cut_all({{"digits.zip", zip}, {"torn.zip", zip.substr(0, zip.size() / 2)}, {"1.pgm", written("1")}});
  REQUIRE(pictures.size() == 5);
  CHECK(pictures[0].digits.at(0).label == 3);
  CHECK(pictures[1].digits.at(0).label == 5);
  CHECK(pictures[2].status == 415);
  CHECK(pictures[3].name == "torn.zip");
  CHECK(pictures[3].status == 422);
  CHECK(pictures[4].digits.at(0).label == 1);
}
