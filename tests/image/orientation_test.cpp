#include "image/orientation.hpp"

#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <iterator>
#include <random>

#include "support/picture_files.hpp"
#include "support/pictures.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

/// The upright picture of all these tests:
///   1 2 3
///   4 5 6
const Image kUpright{3, 2, {1, 2, 3, 4, 5, 6}};

/// How it is stored for each orientation, written down from EXIF's words, which say where the first row and the first
/// column of what is stored belong.
const std::array<Image, 8> kStored{{{3, 2, {1, 2, 3, 4, 5, 6}},    // row: top, column: left
                                    {3, 2, {3, 2, 1, 6, 5, 4}},    // top, right
                                    {3, 2, {6, 5, 4, 3, 2, 1}},    // bottom, right
                                    {3, 2, {4, 5, 6, 1, 2, 3}},    // bottom, left
                                    {2, 3, {1, 4, 2, 5, 3, 6}},    // left, top
                                    {2, 3, {3, 6, 2, 5, 1, 4}},    // right, top
                                    {2, 3, {6, 3, 5, 2, 4, 1}},    // right, bottom
                                    {2, 3, {4, 1, 5, 2, 6, 3}}}};  // left, bottom

Bytes sample_jpeg() {
  std::ifstream file(DIGITNET_SOURCE_DIR "/data/samples/7-blue-pen.jpg", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The JPEG with an APP1 of `exif` behind its first marker.
Bytes with_app1(const Bytes& jpeg, const Bytes& exif) {
  const std::size_t length = 2 + 6 + exif.size();
  Bytes segment{
      0xff, 0xe1, static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length), 'E', 'x', 'i', 'f', 0, 0};
  segment.insert(segment.end(), exif.begin(), exif.end());
  Bytes result = jpeg;
  result.insert(result.begin() + 2, segment.begin(), segment.end());
  return result;
}

}  // namespace

TEST_CASE("a picture of each of the eight orientations is turned upright") {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    CAPTURE(orientation);
    const Image& stored = kStored[static_cast<std::size_t>(orientation - 1)];
    const Image turned = turn_upright(stored, orientation);
    CHECK(turned.width == 3);
    CHECK(turned.height == 2);
    CHECK(turned.pixels == kUpright.pixels);
  }
}

TEST_CASE("a PNG's eXIf is honoured in both orders of bytes") {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Image& stored = kStored[static_cast<std::size_t>(orientation - 1)];
    for (const bool little_endian : {true, false}) {
      const Bytes png =
          make_png(stored.width, stored.height, stored.pixels, {.exif = make_exif(orientation, little_endian)});
      CHECK(decode_image(png, "it").pixels == kUpright.pixels);
    }
  }
}

TEST_CASE("a JPEG's EXIF is honoured in both orders of bytes") {
  const Bytes jpeg = sample_jpeg();
  const Image plain = decode_image(jpeg, "it");
  for (int orientation = 1; orientation <= 8; ++orientation) {
    for (const bool little_endian : {true, false}) {
      const Image turned = decode_image(with_app1(jpeg, make_exif(orientation, little_endian)), "it");
      CHECK(turned.width == (orientation < 5 ? plain.width : plain.height));
      CHECK(turned.pixels == turn_upright(plain, orientation).pixels);
    }
  }
}

TEST_CASE("an orientation that makes no sense is none") {
  for (const int orientation : {0, 9, 255}) {
    CHECK(exif_orientation(with_app1({0xff, 0xd8}, make_exif(orientation, true))) == 1);
  }
  CHECK(exif_orientation(Bytes{}) == 1);
  CHECK(exif_orientation(Bytes{0xff}) == 1);
  CHECK(exif_orientation(Bytes{0xff, 0xd8, 0xff, 0xe1, 0, 1}) == 1);
  CHECK(exif_orientation(Bytes{0xff, 0xd8, 0xff, 0xff, 0xff}) == 1);
}

TEST_CASE("cut or changed EXIF ends in some orientation, never beyond its bytes") {
  std::mt19937 random(3);
  const Bytes whole = with_app1({0xff, 0xd8}, make_exif(6, false));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    CHECK(exif_orientation(cut) == 1);
  }
  for (int round = 0; round < 50000; ++round) {
    Bytes bytes = whole;
    for (int i = 0; i < 3; ++i) bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    const int orientation = exif_orientation(bytes);
    CHECK_UNARY(orientation >= 1 && orientation <= 8);
  }
}
