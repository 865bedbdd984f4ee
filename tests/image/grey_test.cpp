#include "digitnet/image.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "support/picture_files.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

/// 40x40 pixels of one colour, with an upright of another in the middle.
Image decode_upright(const Bytes& ground, const Bytes& ink, int colour) {
  Bytes rows;
  for (int i = 0; i < 40 * 40; ++i) {
    const bool upright = i % 40 >= 18 && i % 40 < 22 && i / 40 >= 8 && i / 40 < 32;
    const Bytes& pixel = upright ? ink : ground;
    rows.insert(rows.end(), pixel.begin(), pixel.end());
  }
  return decode_image(make_png(40, 40, rows, {.colour = colour, .palette = {}, .alpha = {}, .exif = {}}), "upright");
}

int contrast_of(const Image& picture) {
  return std::abs(picture.at(20, 20) - picture.at(2, 2));
}

}  // namespace

TEST_CASE("red ink on grey, as light as the grey, is seen") {
  CHECK(contrast_of(decode_upright({100, 100, 100}, {210, 50, 60}, 2)) >= 40);
}

TEST_CASE("what luma shows well is luma") {
  const Image blue = decode_upright({250, 250, 250}, {40, 60, 160}, 2);
  CHECK(blue.at(20, 20) == std::lround(0.299 * 40 + 0.587 * 60 + 0.114 * 160));
  CHECK(blue.at(2, 2) == 250);
}

TEST_CASE("light ink on nothing is laid on black, dark ink on white") {
  CHECK(contrast_of(decode_upright({0, 0, 0, 0}, {255, 255, 255, 255}, 6)) == 255);
  CHECK(contrast_of(decode_upright({0, 0}, {250, 255}, 4)) == 250);
  CHECK(contrast_of(decode_upright({0, 0, 0, 0}, {0, 0, 0, 255}, 6)) == 255);
  CHECK(contrast_of(decode_upright({255, 255, 255, 0}, {20, 20, 20, 255}, 6)) == 235);
}
