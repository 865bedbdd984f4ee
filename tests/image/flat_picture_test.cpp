#include "image/flat_picture.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "support/pictures.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

const Corners kTilted{{{120, 90}, {660, 40}, {700, 470}, {60, 520}}};

/// 400 x 200, with an upright bar.
Image drawn_sheet() {
  Image sheet = blank(400, 200);
  for (std::size_t y = 60; y < 140; ++y) {
    for (std::size_t x = 200; x < 212; ++x) sheet.pixels[400 * y + x] = 40;
  }
  return sheet;
}

FlatPicture flatten(const Image& picture) {
  return FlatPicture(take_picture(picture, 1600).value());
}

/// The box of what is dark in the working picture.
Box dark_box(const Plane& grey) {
  Plane ink(grey.width, grey.height);
  for (std::size_t i = 0; i < ink.values.size(); ++i) ink.values[i] = 255 - grey.values[i];
  const auto components = find_components(ink, 128);
  return components.empty() ? Box{} : components.front().box;
}

}  // namespace

TEST_CASE("a sheet that is seen at an angle is laid flat, without the desk") {
  const FlatPicture flat = flatten(seen_at(kTilted, drawn_sheet(), blank(800, 560, 60)));
  const Plane& grey = flat.working().grey;
  CHECK(std::abs(grey.width - mean_width(kTilted)) < 40);
  CHECK(std::abs(grey.height - mean_height(kTilted)) < 40);
  for (const auto& [x, y] :
       {std::pair{0, 0}, {grey.width - 1, 0}, {grey.width - 1, grey.height - 1}, {0, grey.height - 1}}) {
    CHECK(grey.at(x, y) > 200);
  }
  // 12 of 400 and 80 of 200 pixels of the sheet
  const Box bar = dark_box(grey);
  CHECK(std::abs(bar.width - 12 * mean_width(kTilted) / 400) < 5);
  CHECK(std::abs(bar.height - 80 * mean_height(kTilted) / 200) < 10);
}

TEST_CASE("a box on a sheet is found again in the picture") {
  const Image picture = seen_at(kTilted, drawn_sheet(), blank(800, 560, 60));
  const Homography to_picture = Homography::between({{{0, 0}, {400, 0}, {400, 200}, {0, 200}}}, kTilted).value();
  for (const int longest_side : {1600, 400}) {
    CAPTURE(longest_side);
    const FlatPicture flat(take_picture(picture, longest_side).value());
    const Box bar = flat.in_picture(scale(dark_box(flat.working().grey), flat.working().factor));
    CHECK(std::abs(bar.x - to_picture({200, 140}).x) < 10);
    CHECK(std::abs(bar.y - to_picture({212, 60}).y) < 10);
    CHECK(std::abs(bar.x + bar.width - to_picture({212, 60}).x) < 10);
    CHECK(std::abs(bar.y + bar.height - to_picture({200, 140}).y) < 10);
  }
}

TEST_CASE("an upright sheet stays where it is, and a picture without a sheet as it is") {
  const Corners upright{{{120, 90}, {660, 92}, {661, 470}, {119, 470}}};
  const FlatPicture sheet = flatten(seen_at(upright, drawn_sheet(), blank(800, 560, 60)));
  CHECK(sheet.working().grey.width == 800);
  CHECK(sheet.working().grey.at(5, 5) > 200);
  CHECK(sheet.in_picture({3, 4, 5, 6}) == Box{3, 4, 5, 6});
  const Image page = drawn_sheet();
  CHECK(flatten(page).working().grey.values == shrink(page, 1).values);
}

TEST_CASE("a sheet that reaches out of the picture is not laid flat: nobody sees where it ends") {
  const Corners cut{{{120, 90}, {660, 40}, {700, 670}, {60, 620}}};
  CHECK(flatten(seen_at(cut, drawn_sheet(), blank(800, 560, 60))).working().grey.width == 800);
}
