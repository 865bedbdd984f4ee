#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "digitnet/error.hpp"
#include "digitnet/image.hpp"
#include "support/picture_files.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

Bytes text(const std::string& content) {
  return {content.begin(), content.end()};
}

Bytes sample(const std::string& name) {
  std::ifstream file(DIGITNET_SOURCE_DIR "/data/samples/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string error_of(const Bytes& bytes) {
  try {
    static_cast<void>(decode_image(bytes, "it"));
  } catch (const FormatError& error) {
    return error.what();
  }
  return "none";
}

Bytes pixels_of(const Bytes& bytes) {
  return decode_image(bytes, "it").pixels;
}

}  // namespace

TEST_CASE("colours become grey by BT.601") {
  CHECK(pixels_of(make_png(4, 1, {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255}, {.colour = 2})) ==
        Bytes{76, 150, 29, 255});
}

TEST_CASE("transparency is laid on white in every kind of PNG") {
  CHECK(pixels_of(make_png(3, 1, {0, 255, 0, 0, 0, 128}, {.colour = 4})) == Bytes{0, 255, 127});
  CHECK(pixels_of(make_png(2, 1, {9, 9, 9, 255, 9, 9, 9, 0}, {.colour = 6})) == Bytes{9, 255});
  CHECK(pixels_of(
            make_png(3, 1, {0, 1, 2}, {.colour = 3, .palette = {0, 0, 0, 0, 0, 0, 255, 0, 0}, .alpha = {255, 0}})) ==
        Bytes{0, 255, 76});
}

TEST_CASE("16 and 1 bits a value are read") {
  CHECK(pixels_of(make_png(2, 1, {0x12, 0x34, 0xff, 0xff}, {.depth = 16})) == Bytes{0x12, 0xff});
  CHECK(pixels_of(make_png(2, 1, {0, 0, 255, 255, 7, 7, 0, 0}, {.depth = 16, .colour = 4})) == Bytes{0, 255});
  CHECK(pixels_of(make_png(4, 1, {0b01010000}, {.depth = 1})) == Bytes{0, 255, 0, 255});
}

TEST_CASE("BMP, PNM, GIF and JPEG are read") {
  CHECK(pixels_of(make_bmp(3, 2, 77)) == Bytes(6, 77));
  CHECK(pixels_of(text("P5 2 1 255\n\x01\x02")) == Bytes{1, 2});
  CHECK(pixels_of(text("P6 1 1 255\n\xff\xff\xff")) == Bytes{255});
  CHECK(decode_image(sample("0-screen.gif"), "it").width == 280);
  CHECK(decode_image(sample("7-blue-pen.jpg"), "it").width == 640);
}

TEST_CASE("what is no picture is named for what it is") {
  const std::string expected = "it: expected a picture (PNG, JPEG, BMP, GIF, TGA, PSD or PNM), found ";
  CHECK(error_of({}) == expected + "an empty file");
  CHECK(error_of(text("Dear reader, this is no picture.\n")) == expected + "text");
  CHECK(error_of(text("RIFF\x10\x20\x30\x01WEBPVP8 ")) == expected + "a WebP picture");
  CHECK(error_of({0, 0, 0, 24, 'f', 't', 'y', 'p', 'h', 'e', 'i', 'c', 0, 0, 0, 0}) ==
        expected + "a HEIC picture (save it as JPEG)");
  CHECK(error_of({0xde, 0xad, 0xbe, 0xef, 1, 2, 3, 4, 5}) == expected + "bytes of another kind: de ad be ef");
}

TEST_CASE("bytes that are too few to be a picture are not taken for one that is cut off, unless they start like one") {
  const std::string expected = "it: expected a picture (PNG, JPEG, BMP, GIF, TGA, PSD or PNM), found ";
  CHECK(error_of(text("hi\n")) == expected + "text");
  CHECK(error_of({1, 2, 3}) == expected + "bytes of another kind: 01 02 03");
  CHECK(error_of({0}) == expected + "bytes of another kind: 00");
  CHECK(error_of(text("GIF89a")) == "it: the picture is cut off: it goes on behind its 6 bytes");
  CHECK(error_of({0x89, 'P', 'N'}) == "it: the picture is cut off: it goes on behind its 3 bytes");
}

TEST_CASE("a picture that is cut off anywhere is an error, whatever its kind") {
  Bytes colours(30 * 20 * 3);
  for (std::size_t i = 0; i < colours.size(); ++i) colours[i] = static_cast<std::uint8_t>(i * i / 7);
  for (const Bytes& whole : {make_png(30, 20, colours, {.colour = 2}), make_bmp(9, 7, 100),
                             text("P5 20 9 255\n" + std::string(180, 'x')), sample("0-screen.gif")}) {
    for (std::size_t size = 0; size + 1 < whole.size(); ++size) {  // a GIF's last byte says no more than that it ends
      const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      CAPTURE(size);
      CAPTURE(whole.size());
      CHECK_THROWS_AS(static_cast<void>(decode_image(cut, "cut")), FormatError);
    }
  }
}

TEST_CASE("a JPEG without its end is an error, even if only the end marker is missing") {
  const Bytes whole = sample("8-marker.jpg");
  for (std::size_t missing = 1; missing < whole.size(); missing += missing < 8 ? 1 : 97) {
    const Bytes cut(whole.begin(), whole.end() - static_cast<std::ptrdiff_t>(missing));
    CAPTURE(missing);
    CHECK_THROWS_AS(static_cast<void>(decode_image(cut, "cut")), FormatError);
  }
  Bytes half(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(whole.size() / 2));
  CHECK(error_of(half) ==
        "it: the picture is cut off: it goes on behind its " + std::to_string(half.size()) + " bytes");
}

TEST_CASE("a changed byte in the pixels of a PNG is found by its checksum") {
  Bytes png = make_png(2, 2, {1, 2, 3, 4});
  png[png.size() - 20] ^= 1;
  CHECK(error_of(png) == "it: the PNG is damaged: the checksum of its IDAT is wrong");
}

TEST_CASE("a JPEG whose table promises more codes than there can be is refused") {
  Bytes jpeg = sample("8-marker.jpg");
  const Bytes start_of_table{0xff, 0xc4};
  const auto table = std::search(jpeg.begin(), jpeg.end(), start_of_table.begin(), start_of_table.end());
  REQUIRE(table != jpeg.end());
  std::fill_n(table + 5, 16, std::uint8_t{255});
  CHECK(error_of(jpeg) == "it: the JPEG is damaged: it has an impossible table of codes");
}

TEST_CASE("a JPEG with a scan whose table of codes never came is refused") {
  Bytes jpeg = sample("8-marker.jpg");
  const Bytes start_of_scan{0xff, 0xda};
  const auto scan = std::search(jpeg.begin(), jpeg.end(), start_of_scan.begin(), start_of_scan.end());
  REQUIRE(scan != jpeg.end());
  *(scan + 6) = 0x33;  // the tables of the first component
  CHECK(error_of(jpeg) == "it: the JPEG is damaged: a scan comes without its table of codes");
}

TEST_CASE("a picture of more than 100 million pixels, or of none, is refused by its header") {
  const auto error_of_size = [](std::uint8_t high, std::uint8_t low) {
    const Bytes header{high, 0, low, 0, high, 0, low, 0, 8, 0, 0, 0, 0};
    Bytes png{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    for (const Bytes& chunk : {png_chunk("IHDR", header), png_chunk("IDAT", {}), png_chunk("IEND", {})}) {
      png.insert(png.end(), chunk.begin(), chunk.end());
    }
    return error_of(png);
  };
  CHECK(error_of_size(0, 0x40) == "it: the picture has 16384x16384 pixels, more than 100 million");
  CHECK(error_of_size(0x7f, 0) == "it: the picture has 2130706432x2130706432 pixels, more than 100 million");
  CHECK(error_of_size(0, 0) == "it: the picture has no pixels");
}

TEST_CASE("a PGM whose header has a number that no int holds is refused, whatever is left of it in an int") {
  const auto decode = [](const std::string& header) {
    const std::string text = header + std::string(81, 'x');
    return decode_image({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, "large.pgm");
  };
  CHECK(decode("P5 # 99999999999\n9 9 255\n").width == 9);
  for (const std::string header : {"P5 4294967305 9 255\n", "P5 9 4294967305 255\n", "P5 9 9 4294967551\n"}) {
    CHECK_THROWS_AS(decode(header), FormatError);
  }
}

TEST_CASE("a small PNG whose pixels unpack to far more than its size says is refused") {
  // 200 million zeros behind a header of one pixel.
  const Bytes bomb = make_png(1, 1, Bytes(200'000'000));
  CHECK(error_of(bomb).starts_with("it: the picture is damaged"));
}

TEST_CASE("random changes to pictures end in a picture or a FormatError") {
  std::mt19937 random(4);
  std::vector<Bytes> wholes{sample("8-marker.jpg"),
                            sample("0-screen.gif"),
                            make_bmp(9, 7, 50),
                            make_png(8, 8, Bytes(64 * 3, 9), {.colour = 2}),
                            text("P6 4 4 255\n" + std::string(48, 'a')),
                            {0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 4, 0, 24, 0, 0x8f, 1, 2, 3}};
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(1500);
  for (std::size_t round = 0; std::chrono::steady_clock::now() < end; ++round) {
    Bytes bytes = wholes[round % wholes.size()];
    // Headers matter more than pixels.
    const std::size_t reach = random() % 2 == 0 ? std::min<std::size_t>(bytes.size(), 700) : bytes.size();
    for (unsigned i = 0; i <= random() % 4; ++i) bytes[random() % reach] = static_cast<std::uint8_t>(random());
    try {
      static_cast<void>(decode_image(bytes, "fuzz"));
    } catch (const FormatError&) {
    }
  }
}

TEST_CASE("random pixels data in a PNG with good checksums ends in a picture or a FormatError") {
  std::mt19937 random(5);
  for (int round = 0; round < 3000; ++round) {
    Bytes header{0, 0, 0, 8, 0, 0, 0, 8, 8, 0, 0, 0, 0};
    header[8] = static_cast<std::uint8_t>(1U << random() % 5);
    header[9] = static_cast<std::uint8_t>(random() % 7);
    header[12] = static_cast<std::uint8_t>(random() % 2);
    Bytes data(20 + random() % 200);
    for (std::uint8_t& byte : data) byte = static_cast<std::uint8_t>(random());
    data[0] = 0x78;
    data[1] = 0x9c;
    Bytes png{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    for (const Bytes& chunk : {png_chunk("IHDR", header), png_chunk("PLTE", Bytes(3 * (random() % 5), 7)),
                               png_chunk("IDAT", data), png_chunk("IEND", {})}) {
      png.insert(png.end(), chunk.begin(), chunk.end());
    }
    try {
      static_cast<void>(decode_image(png, "fuzz"));
    } catch (const FormatError&) {
    }
  }
}
