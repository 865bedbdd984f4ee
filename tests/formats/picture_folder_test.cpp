#include "digitnet/picture_folder.hpp"

#include <doctest/doctest.h>

#include "digitnet/error.hpp"
#include "digitnet/image.hpp"
#include "formats/temporary_folder.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

namespace fs = std::filesystem;

/// A bar of `ink` on `ground`, as PGM.
std::string bar(int side, int ground, int ink) {
  std::string text = "P5 " + std::to_string(side) + " " + std::to_string(side) + " 255\n";
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const bool inside = x >= side * 2 / 5 && x < side / 2 && y >= side / 5 && y < side * 4 / 5;
      text += static_cast<char>(inside ? ink : ground);
    }
  }
  return text;
}

}  // namespace

TEST_CASE("a folder of pictures by class becomes a data set in the order of names") {
  const TemporaryFolder folder;
  for (const char* name : {"0", "7", "7/deeper", "letters"}) fs::create_directory(folder.path() / name);
  write_text(folder.path() / "7/b.pgm", bar(60, 230, 20));
  write_text(folder.path() / "7/a.pgm", bar(28, 0, 255));
  write_text(folder.path() / "0/x.pgm", bar(100, 10, 200));
  write_text(folder.path() / "0/notes.txt", "no picture");
  write_text(folder.path() / "0/.hidden", "no picture");
  write_text(folder.path() / "README.md", "no picture");
  const PictureFolder found = load_picture_folder(folder.path());
  CHECK(found.paths ==
        std::vector<fs::path>{folder.path() / "0/x.pgm", folder.path() / "7/a.pgm", folder.path() / "7/b.pgm"});
  CHECK(std::vector<int>(found.data.labels().begin(), found.data.labels().end()) == std::vector<int>{0, 7, 7});
  CHECK(found.data.image_shape() == Shape{28, 28, 1});
  CHECK(found.data.classes() == 10);
  REQUIRE(found.skipped.size() == 4);
  CHECK(found.skipped[0].path == folder.path() / "0/notes.txt");
  CHECK(found.skipped[0].reason.find("found text") != std::string::npos);
  CHECK(found.skipped[1].reason == "it is a folder within the folder of a class");
  CHECK(found.skipped[2].reason == "it is no folder named 0 to 9");
  CHECK(found.skipped[3].path == folder.path() / "letters");
}

TEST_CASE("a picture that already is light ink on black of 28x28 is taken as it is") {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "1");
  write_text(folder.path() / "1/a.pgm", bar(28, 0, 200));
  const Image expected = load_image(folder.path() / "1/a.pgm");
  const PictureFolder found = load_picture_folder(folder.path());
  const auto pixels = found.data.image(0);
  CHECK(std::vector<std::uint8_t>(pixels.begin(), pixels.end()) == expected.pixels);
}

TEST_CASE("a folder without classes is a FileError, one without readable pictures a FormatError") {
  const TemporaryFolder folder;
  const std::string name = folder.path().string();
  CHECK_THROWS_WITH_AS(static_cast<void>(load_picture_folder(folder.path())),
                       ("expected folders named 0 to 9 in " + name + ", found none").c_str(), FileError);
  CHECK_THROWS_AS(static_cast<void>(load_picture_folder(folder.path() / "none")), FileError);
  fs::create_directory(folder.path() / "3");
  CHECK_THROWS_WITH_AS(static_cast<void>(load_picture_folder(folder.path())),
                       (name + ": none of its 0 files could be read as a picture").c_str(), FormatError);
}

TEST_CASE("a picture that cannot be read is a FileError, one that is none a FormatError") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(static_cast<void>(load_image(folder.path() / "none.png")), FileError);
  CHECK_THROWS_AS(static_cast<void>(load_image(folder.path())), FileError);
  const auto empty = folder.path() / "empty.png";
  write_text(empty, "");
  const std::string expected =
      empty.string() + ": expected a picture (PNG, JPEG, BMP, GIF, TGA, PSD or PNM), found an empty file";
  CHECK_THROWS_WITH_AS(static_cast<void>(load_image(empty)), expected.c_str(), FormatError);
}
