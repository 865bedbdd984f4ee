#include "image/registration.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "support/drawn_page.hpp"
#include "support/pictures.hpp"

namespace digitnet {
namespace {

using test::DrawnPage;
using test::turned;

/// The farthest that a corner lies from where it should be, in pixels.
double farthest(const Corners& found, const Corners& expected) {
  double distance = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    distance = std::max(distance, std::hypot(found[i].x - expected[i].x, found[i].y - expected[i].y));
  }
  return distance;
}

Corners on_picture(const DrawnPage& page, const Corners& seen, const Corners& places) {
  const Homography homography = Homography::between(page.corners(), seen).value();
  Corners result;
  for (std::size_t i = 0; i < 4; ++i) result[i] = homography(places[i]);
  return result;
}

const Corners kFrame{{{10, 10}, {190, 10}, {190, 90}, {10, 90}}};
const Corners kMarks{{{8, 8}, {192, 8}, {192, 92}, {8, 92}}};

DrawnPage framed_page() {
  DrawnPage page(200, 100);
  page.outline({10, 10, 180, 80}, 0.8).outline({20, 20, 40, 10}, 0.5).fill({100, 50, 30, 2}).fill({150, 86, 3, 12});
  return page;
}

DrawnPage marked_page() {
  DrawnPage page(200, 100);
  for (const Point& mark : kMarks) page.fill({mark.x - 2, mark.y - 2, 4, 4});
  page.outline({20, 20, 40, 10}, 0.5).fill({100, 50, 30, 2}).fill({60, 60, 3, 3});
  return page;
}

}  // namespace

TEST_CASE("a frame is found shifted, scaled and turned by a few degrees") {
  const DrawnPage page = framed_page();
  for (const double degrees : {0.0, -4.0, 7.0}) {
    CAPTURE(degrees);
    const Corners seen = turned(700, 350, degrees, {430, 260});
    const auto frames = find_frames(page.seen(seen, 900, 520));
    REQUIRE(!frames.empty());
    CHECK(farthest(frames.front(), on_picture(page, seen, kFrame)) < 4);
  }
}

TEST_CASE("a frame is found in perspective, though something is written across it") {
  const DrawnPage page = framed_page();
  const Corners seen{{{60, 80}, {840, 40}, {880, 470}, {20, 500}}};
  const auto frames = find_frames(page.seen(seen, 900, 540, 120));
  REQUIRE(!frames.empty());
  CHECK(farthest(frames.front(), on_picture(page, seen, kFrame)) < 5);
}

TEST_CASE("a sheet is found on a darker ground") {
  const DrawnPage page = framed_page();
  const Corners seen{{{60, 80}, {840, 40}, {880, 470}, {20, 500}}};
  const auto sheets = find_sheets(page.seen(seen, 900, 540, 110));
  REQUIRE(!sheets.empty());
  CHECK(farthest(sheets.front(), seen) < 3);
}

TEST_CASE("a sheet is found that lies partly in a shadow") {
  const DrawnPage page = framed_page();
  const Corners seen{{{60, 80}, {840, 40}, {880, 470}, {20, 500}}};
  Image picture = page.seen(seen, 900, 540, 70);
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 700 - y / 4; x < picture.width; ++x) {
      std::uint8_t& pixel = picture.pixels[static_cast<std::size_t>(y * picture.width + x)];
      pixel = static_cast<std::uint8_t>(pixel * 0.6);
    }
  }
  const auto sheets = find_sheets(picture);
  REQUIRE(!sheets.empty());
  CHECK(farthest(sheets.front(), seen) < 3);
}

TEST_CASE("marks are found among other things, turned by any quarter") {
  const DrawnPage page = marked_page();
  for (const double degrees : {3.0, 93.0, 180.0, 268.0}) {
    CAPTURE(degrees);
    const Corners seen = turned(700, 350, degrees, {450, 450});
    const auto marks = find_marks(page.seen(seen, 900, 900), kMarks);
    REQUIRE(!marks.empty());
    double nearest = 1e9;
    for (const Corners& found : marks) nearest = std::min(nearest, farthest(found, on_picture(page, seen, kMarks)));
    CHECK(nearest < 2);
  }
}

TEST_CASE("nothing is found where there is nothing") {
  const Image blank{300, 200, std::vector<std::uint8_t>(60000, 230)};
  CHECK(find_frames(blank).empty());
  CHECK(find_marks(blank, kMarks).empty());
  const Image dot{1, 1, {90}};
  CHECK(find_frames(dot).empty());
  CHECK(find_sheets(dot).empty());
  CHECK(find_marks(dot, kMarks).empty());
  const Image strip{5000, 1, std::vector<std::uint8_t>(5000, 90)};
  CHECK(find_frames(strip).empty());
  CHECK(find_sheets(strip).empty());
}

TEST_CASE("text and small boxes are no frame") {
  DrawnPage page(200, 100);
  page.outline({20, 20, 30, 10}, 0.5).fill({60, 50, 120, 2}).fill({60, 60, 120, 2});
  CHECK(find_frames(page.scanned(800, 400)).empty());
}

}  // namespace digitnet
