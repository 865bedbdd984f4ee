#include "debug_image.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/pictures.hpp"

using namespace digitnet;
using namespace digitnet::cli;
using digitnet::test::blank;

namespace {

Reading reading_of(int lines, int digits, const Box& box) {
  ReadDigit digit;
  digit.label = 8;
  digit.probability = 1;
  digit.box = box;
  digit.seen = {28, 28, std::vector<std::uint8_t>(28 * 28, 99)};
  ReadLine line;
  line.digits.assign(static_cast<std::size_t>(digits), digit);
  line.confidence = 1;
  return {std::vector<ReadLine>(static_cast<std::size_t>(lines), line), 1};
}

/// Whether `area_px` pixels have this grey; edges of letters may have it by chance.
bool has_area(const Image& image, std::uint8_t grey, int area_px) {
  const auto count = std::count(image.pixels.begin(), image.pixels.end(), grey);
  return count >= area_px && count < area_px + 1000;
}

}  // namespace

TEST_CASE("a small picture is enlarged, a large one made smaller, and both keep their aspect") {
  const auto drawn = [](int width, int height) {
    return decode_image(debug_image(blank(width, height, 200), {{}, 1}, 0), "drawn");
  };
  CHECK(drawn(200, 200).width == 64 + 800);
  CHECK(has_area(drawn(200, 200), 200, 800 * 800));
  CHECK(drawn(1000, 500).width == 64 + 1000);
  CHECK(has_area(drawn(1000, 500), 200, 1000 * 500));
  CHECK(drawn(4000, 3000).width == 64 + 1600);
  CHECK(has_area(drawn(4000, 3000), 200, 1600 * 1200));
  CHECK(has_area(drawn(1, 1), 200, 800 * 800));
}

TEST_CASE("every digit has a box in the picture and a tile below it") {
  const Image drawn = decode_image(debug_image(blank(400, 400, 200), reading_of(2, 9, {100, 100, 50, 60}), 0), "drawn");
  CHECK(has_area(drawn, 99, 18 * 112 * 112));
  const std::uint8_t frame = drawn.at(32 + 200 - 1, 32 + 200 + 50);
  CHECK(frame < 120);  // green
  CHECK(drawn.at(32 + 200 + 100, 32 + 200 + 50) == frame);
  CHECK(drawn.at(32 + 200 + 50, 32 + 200 + 120) == frame);
  CHECK(drawn.at(32 + 200 + 50, 32 + 200 + 50) == 200);
}

TEST_CASE(
    "boxes at the edge, lines wider than the picture and pages of thousands of digits are drawn as far as they fit") {
  CHECK(decode_image(debug_image(blank(30, 30, 200), reading_of(1, 64, {0, 0, 30, 30}), 1), "drawn").width == 64 + 780);
  const Image page = decode_image(debug_image(blank(1600, 900, 200), reading_of(300, 10, {5, 5, 9, 9}), 0), "drawn");
  CHECK(has_area(page, 99, 1000 * 112 * 112));
}
