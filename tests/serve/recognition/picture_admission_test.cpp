#include "picture_admission.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "support/picture_files.hpp"

using namespace digitnet::serve;
using digitnet::test::Bytes;
using digitnet::test::make_bmp;
using digitnet::test::make_png;
using digitnet::test::png_chunk;

namespace {

/// The status that the bytes are refused with; 200 when they are admitted.
int status_of(const Bytes& bytes) {
  try {
    (void)admit_picture(bytes);
    return 200;
  } catch (const PictureRefused& refused) {
    CHECK(std::string(refused.what()).ends_with('.'));
    return refused.status();
  }
}

Bytes bytes_of(const std::string& text) {
  return {text.begin(), text.end()};
}

/// A PNG that says that it has these sides and holds next to nothing.
Bytes stated_png(std::uint32_t width, std::uint32_t height, std::uint8_t depth = 8, std::uint8_t colour = 0) {
  Bytes header;
  for (const std::uint32_t side : {width, height}) {
    for (int shift = 24; shift >= 0; shift -= 8) header.push_back(static_cast<std::uint8_t>(side >> shift));
  }
  header.insert(header.end(), {depth, colour, 0, 0, 0});
  Bytes png{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  for (const Bytes& chunk :
       {png_chunk("IHDR", header), png_chunk("IDAT", {0x78, 0x9c, 3, 0, 0, 0, 0, 1}), png_chunk("IEND", {})})
    png.insert(png.end(), chunk.begin(), chunk.end());
  return png;
}

/// A progressive JPEG of these sides with so many scans that hold nothing.
Bytes stated_jpeg(int width, int height, int scans) {
  const auto high = [](int value) { return static_cast<std::uint8_t>(value >> 8); };
  const auto low = [](int value) { return static_cast<std::uint8_t>(value & 255); };
  Bytes jpeg{0xff, 0xd8, 0xff, 0xc2, 0, 11, 8, high(height), low(height), high(width), low(width), 1, 1, 0x11, 0};
  const auto append = [&jpeg](const Bytes& bytes) { jpeg.insert(jpeg.end(), bytes.begin(), bytes.end()); };
  // A table of one code, which the scans name.
  append({0xff, 0xc4, 0, 20, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  for (int scan = 0; scan < scans; ++scan) append({0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0});
  append({0xff, 0xd9});
  return jpeg;
}

}  // namespace

TEST_CASE("a JPEG whose size stands behind an impossible table of codes is refused before a decoder sees the table") {
  const Bytes whole = stated_jpeg(10, 10, 1);
  REQUIRE(status_of(whole) == 200);
  Bytes table{0xff, 0xc4, 2, 3 + 16, 0x10};  // 2 * 256 + 2 codes of an AC table
  table.insert(table.end(), {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 255, 255});
  table.insert(table.end(), 512, 7);
  Bytes jpeg = whole;
  jpeg.insert(jpeg.begin() + 2, table.begin(), table.end());
  CHECK(status_of(jpeg) == 422);
}

TEST_CASE("PNG, BMP, PGM and PPM are admitted, and their pixels are counted") {
  CHECK(admit_picture(make_png(3, 2, Bytes(6, 0))) == 6);
  CHECK(admit_picture(make_bmp(5, 4, 200)) == 20);
  CHECK(admit_picture(bytes_of("P5\n7 3\n255\n" + std::string(21, 'x'))) == 21);
  CHECK(admit_picture(bytes_of("P6\n2 1\n255\nxxxxxx")) == 2);
  CHECK(admit_picture(stated_jpeg(640, 480, 1)) == 640 * 480);
}

TEST_CASE("other kinds are refused by their bytes, whatever they are called") {
  for (const std::string& text : std::vector<std::string>{
           "GIF89a\1\0\1\0", "II*\0", std::string("MM\0*", 4), "%PDF-1.7", "<svg xmlns=\"\"/>", "8BPS", "RIFF0000WEBP",
           std::string("\0\0\2\0\0\0\0\0", 8), "P1 1 1 0", "P2 1 1 255 0", "P7\n", "hello", "\x89PNG\n", "\xff\xd8"}) {
    CHECK_MESSAGE(status_of(bytes_of(text)) == 415, text);
  }
}

TEST_CASE("what says no size is refused as broken") {
  CHECK(status_of({}) == 422);
  CHECK(status_of(bytes_of("\x89PNG\r\n\x1a\n")) == 422);
  CHECK(status_of(bytes_of("\xff\xd8\xff\xe0")) == 422);
  CHECK(status_of(bytes_of("BM")) == 422);
  CHECK(status_of(bytes_of("P5\nhuge")) == 422);
  CHECK(status_of(bytes_of("P5\n0 4\n255\n")) == 422);
  CHECK(status_of(stated_png(0, 10)) == 422);
}

TEST_CASE("a side of 12,000 pixels is admitted, and one more is not; nor is more than 50 million in all") {
  CHECK(status_of(stated_png(12'000, 4'000)) == 200);
  CHECK(status_of(stated_png(12'001, 1)) == 413);
  CHECK(status_of(stated_png(1, 12'001)) == 413);
  CHECK(status_of(stated_png(10'000, 5'000)) == 200);
  CHECK(status_of(stated_png(10'000, 5'001)) == 413);
  CHECK(status_of(stated_png(0xffffffff, 0xffffffff)) == 413);
  CHECK(status_of(bytes_of("P5\n12001 1\n255\n")) == 413);
  CHECK(status_of(stated_jpeg(65'000, 65'000, 1)) == 413);
}

TEST_CASE("a picture that unpacks to more than its pixels need is refused") {
  CHECK(status_of(stated_png(10'000, 5'000, 8, 0)) == 200);
  CHECK(status_of(stated_png(10'000, 5'000, 1, 0)) == 200);
  CHECK(status_of(stated_png(10'000, 5'000, 8, 4)) == 200);
  CHECK(status_of(stated_png(10'000, 5'000, 8, 2)) == 413);
  CHECK(status_of(stated_png(10'000, 5'000, 16, 6)) == 413);
  CHECK(status_of(stated_png(4'000, 3'000, 16, 6)) == 200);
}

TEST_CASE("a JPEG that goes over its pixels again and again is refused") {
  CHECK(status_of(stated_jpeg(8'000, 6'000, 16)) == 200);
  CHECK(status_of(stated_jpeg(8'000, 6'000, 200)) == 413);
  CHECK(status_of(stated_jpeg(600, 400, 200)) == 200);
}

TEST_CASE("a bomb of 50,000 x 50,000 is refused in no time") {
  const Bytes bomb = stated_png(50'000, 50'000);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 100; ++i) CHECK(status_of(bomb) == 413);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::milliseconds(500));
}
