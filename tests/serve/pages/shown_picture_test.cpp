#include "shown_picture.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "picture_encoder.hpp"
#include "picture_planes.hpp"

using namespace digitnet;
using namespace digitnet::serve;

namespace {

/// A PPM whose left half is of one colour and whose right half is of another.
std::string halves(int width, int height, const std::string& left, const std::string& right) {
  std::string file = "P6\n" + std::to_string(width) + " " + std::to_string(height) + "\n255\n";
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) file += 2 * x < width ? left : right;
  }
  return file;
}

Image decoded(const std::string& file) {
  return decode_image({reinterpret_cast<const std::uint8_t*>(file.data()), file.size()}, "file");
}

/// A JPEG, 32x16, red on the left and blue on the right, that says how it is to be turned.
std::string turned_jpeg(char orientation) {
  const std::string ppm = halves(32, 16, "\xd0\x20\x20", "\x20\x20\xd0").substr(std::string("P6\n32 16\n255\n").size());
  const std::vector<std::uint8_t> rgb(ppm.begin(), ppm.end());
  const std::vector<std::uint8_t> jpeg = cli::encode_jpeg({32, 16, 3, rgb}, 95);
  using namespace std::string_literals;
  const std::string exif =
      "\xff\xe1\x00\x22"s
      "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"s +
      orientation + "\0\0\0\0\0\0\0"s;
  return std::string(jpeg.begin(), jpeg.begin() + 2) + exif + std::string(jpeg.begin() + 2, jpeg.end());
}

std::string noise(int width, int height) {
  std::mt19937 random(7);
  std::string file = "P6\n" + std::to_string(width) + " " + std::to_string(height) + "\n255\n";
  for (int i = 0; i < 3 * width * height; ++i) file += static_cast<char>(random());
  return file;
}

}  // namespace

TEST_CASE("a picture is shown in its colours, and smaller where it is too large") {
  const std::string file = halves(200, 100, "\xff\x80\x01", "\x10\x20\x30");
  const auto planes = color_planes(file, 0.5);
  REQUIRE(planes);
  REQUIRE(planes->size() == 3);
  CHECK((*planes)[0].width == 100);
  CHECK((*planes)[0].height == 50);
  CHECK((*planes)[0].at(10, 10) == 0xff);
  CHECK((*planes)[1].at(10, 10) == 0x80);
  CHECK((*planes)[2].at(10, 10) == 1);
  CHECK((*planes)[2].at(90, 40) == 0x30);
  const ShownPicture shown = show_picture(file, decoded(file), {50, 1000});
  CHECK(shown.width == 50);
  CHECK(shown.height == 25);
  CHECK(shown.scale == 0.25);
  CHECK(shown.data_uri.starts_with("data:image/png;base64,iVBORw0KGgo"));
}

TEST_CASE("it is turned upright as its EXIF says, so that the boxes of what was read fit") {
  const std::string file = turned_jpeg(6);
  const Image read = decoded(file);
  REQUIRE(read.width == 16);
  REQUIRE(read.height == 32);
  const auto planes = color_planes(file, 1);
  REQUIRE(planes);
  CHECK((*planes)[0].width == 16);
  CHECK((*planes)[0].height == 32);
  CHECK((*planes)[0].at(8, 4) > 180);  // what was left is now above
  CHECK((*planes)[2].at(8, 4) < 60);
  CHECK((*planes)[2].at(8, 28) > 180);
  const auto as_it_lies = color_planes(turned_jpeg(1), 1);
  REQUIRE(as_it_lies);
  CHECK((*as_it_lies)[0].width == 32);
}

TEST_CASE("what has no colours, or is no picture, is shown as it was read") {
  const std::string grey = "P5\n2 1\n255\n\x20\xe0";
  CHECK_FALSE(color_planes(grey, 1));
  const ShownPicture shown = show_picture(grey, decoded(grey), {});
  CHECK(shown.width == 2);
  CHECK_FALSE(shown.data_uri.empty());
  CHECK_FALSE(color_planes("no picture", 1));
  CHECK_FALSE(color_planes("P6\n4 4\n255\ncut off", 1));
}

TEST_CASE("a picture of more than 13 million pixels is shown in grey") {
  const auto whole = [](std::size_t height) {
    return "P6\n4000 " + std::to_string(height) + "\n255\n" + std::string(3 * 4000 * height, '\x60');
  };
  CHECK(color_planes(whole(3250), 0.01));
  CHECK_FALSE(color_planes(whole(3251), 0.01));
}

TEST_CASE("a picture that lets the ground shine through is shown as it was read, one that hides it in its colours") {
  const auto red = [](char opacity) {
    std::string pixels;
    for (int i = 0; i < 32 * 16; ++i) pixels += std::string("\xe0\x10\x10") + (i == 300 ? opacity : '\xff');
    const std::vector<std::uint8_t> values(pixels.begin(), pixels.end());
    const std::vector<std::uint8_t> png = cli::encode_png({32, 16, 4, values});
    return std::string(png.begin(), png.end());
  };
  const auto opaque = color_planes(red('\xff'), 1);
  REQUIRE(opaque);
  CHECK((*opaque)[0].at(5, 5) == 0xe0);
  CHECK((*opaque)[1].at(5, 5) == 0x10);
  const std::string seen_through = red('\x40');
  CHECK_FALSE(color_planes(seen_through, 1));
  const ShownPicture shown = show_picture(seen_through, decoded(seen_through), {});
  CHECK(shown.width == 32);
  CHECK_FALSE(shown.data_uri.empty());
}

TEST_CASE("a shown picture takes no more bytes than it may, and none of those that were uploaded") {
  const std::string file = noise(900, 700);
  const ShownPicture shown = show_picture(file, decoded(file), {1000, 300'000});
  CHECK(shown.data_uri.starts_with("data:image/jpeg;base64,/9j/"));
  CHECK(shown.data_uri.size() < 420'000);
  const ShownPicture among_many = show_picture(file, decoded(file), {480, 40'000});
  CHECK(among_many.width == 480);
  CHECK(among_many.data_uri.size() < 70'000);
  const std::string exif = turned_jpeg(6);
  CHECK(show_picture(exif, decoded(exif), {}).data_uri.find("RXhpZg") == std::string::npos);
}
