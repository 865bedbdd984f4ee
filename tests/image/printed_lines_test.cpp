#include "image/printed_lines.hpp"
#include "image/line_removal.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "image/cell_ink.hpp"
#include "support/drawn_page.hpp"

namespace digitnet {
namespace {

using test::DrawnPage;

const Rectangle kComb{20, 30, 100, 20};

/// A page of 140 x 80 with five cells, which other marks are then added to.
DrawnPage comb_page() {
  DrawnPage page(140, 80);
  page.cells(kComb, 5, 0.7);
  return page;
}

/// The comb as it is cut out of a scan of the page at 4 pixels a unit.
FieldPicture cut_comb(const DrawnPage& page, Rectangle area = kComb) {
  const Corners scan{{{0, 0}, {560, 0}, {560, 320}, {0, 320}}};
  const Homography to_scan = Homography::between(page.corners(), scan).value();
  return cut_out(page.scanned(560, 320), to_scan, {area, 5});
}

double darkest(const Plane& grey) {
  return *std::ranges::min_element(grey.values);
}

/// How many pixels are dark.
long ink_px(const Image& image) {
  return std::ranges::count_if(image.pixels, [](std::uint8_t pixel) { return pixel < 140; });
}

/// How wide and how high what is light in a picture of MNIST's form is.
std::pair<int, int> extent_of(const Image& digit) {
  int left = digit.width;
  int right = 0;
  int top = digit.height;
  int bottom = 0;
  for (int y = 0; y < digit.height; ++y) {
    for (int x = 0; x < digit.width; ++x) {
      if (digit.at(x, y) < 100) continue;
      left = std::min(left, x);
      right = std::max(right, x + 1);
      top = std::min(top, y);
      bottom = std::max(bottom, y + 1);
    }
  }
  return {right - left, bottom - top};
}

}  // namespace

TEST_CASE("a field is cut out with its margin, at most some hundred pixels high") {
  const FieldPicture picture = cut_comb(comb_page());
  CHECK(picture.cell_height_px == doctest::Approx(80));
  CHECK(picture.cell_width_px == doctest::Approx(80));
  CHECK(picture.margin_px == 32);
  CHECK(picture.grey.width == 464);
  CHECK(picture.grey.height == 144);
  const Corners large{{{0, 0}, {5600, 0}, {5600, 3200}, {0, 3200}}};
  const Image scan{5600, 3200, std::vector<std::uint8_t>(5600 * 3200, 200)};
  const FieldPicture shrunk = cut_out(scan, Homography::between(comb_page().corners(), large).value(), {kComb, 5});
  CHECK(shrunk.cell_height_px == doctest::Approx(96));
}

TEST_CASE("a comb's lines are found where they are") {
  const PrintedLines lines = find_lines(cut_comb(comb_page()), 5);
  CHECK(lines.share > 0.95);
  CHECK(std::abs(lines.top_px - 32) <= 1);
  CHECK(std::abs(lines.bottom_px - 112) <= 1);
  REQUIRE(lines.across_px.size() == 6);
  for (int i = 0; i < 6; ++i) CHECK(std::abs(lines.across_px[static_cast<std::size_t>(i)] - (32 + 80 * i)) <= 1);
}

TEST_CASE("a comb's lines are found where they are a little off") {
  const PrintedLines lines = find_lines(cut_comb(comb_page(), {23, 28, 100, 20}), 5);
  CHECK(lines.share > 0.95);
  CHECK(std::abs(lines.top_px - 40) <= 1);
  CHECK(std::abs(lines.across_px.front() - 20) <= 1);
  CHECK(std::abs(lines.across_px.back() - 420) <= 1);
}

TEST_CASE("ones in every cell are not taken for the cells' lines") {
  DrawnPage page = comb_page();
  for (int i = 0; i < 5; ++i) page.fill({28.0 + 20 * i, 33, 2, 14});
  const PrintedLines lines = find_lines(cut_comb(page), 5);
  CHECK(std::abs(lines.across_px.front() - 32) <= 1);
  CHECK(std::abs(lines.across_px.back() - 432) <= 1);
}

TEST_CASE("lines that are erased leave paper, and the strokes that cross them") {
  DrawnPage page = comb_page();
  FieldPicture picture = cut_comb(page);
  erase_lines(picture, find_lines(picture, 5));
  CHECK(darkest(picture.grey) > 215);

  page.fill({50, 38, 20, 3});  // across the line at 60
  FieldPicture crossed = cut_comb(page);
  erase_lines(crossed, find_lines(crossed, 5));
  const int y = crossed.margin_px + 38;  // 9.5 units below the top
  for (int x = 156; x < 228; ++x) CHECK(crossed.grey.at(x, y) < 80);
}

TEST_CASE("where nothing is printed, next to nothing of the lines is there") {
  DrawnPage page(140, 80);
  page.fill({30, 35, 3, 10}).fill({40, 35, 10, 3}).fill({70, 30, 15, 15});
  CHECK(find_lines(cut_comb(page), 5).share < 0.3);
}

TEST_CASE("empty cells are empty, specks in them or not, and what is written elsewhere is not in them") {
  DrawnPage page = comb_page();
  page.fill({26, 40, 1, 1}).fill({48, 34, 3, 12}).fill({20, 10, 100, 12});
  FieldPicture picture = cut_comb(page);
  const PrintedLines lines = find_lines(picture, 5);
  erase_lines(picture, lines);
  const auto cells = digits_in_cells(picture, lines);
  REQUIRE(cells.size() == 5);
  CHECK_FALSE(cells[0]);
  CHECK(cells[1]);
  CHECK_FALSE(cells[2]);
  CHECK_FALSE(cells[3]);
  CHECK_FALSE(cells[4]);
}

TEST_CASE("a stroke that reaches into the next cell belongs to its own") {
  DrawnPage page = comb_page();
  page.fill({45, 39, 19, 2}).fill({72, 34, 2, 12});  // the first reaches 4 units into the third cell
  FieldPicture picture = cut_comb(page);
  const PrintedLines lines = find_lines(picture, 5);
  erase_lines(picture, lines);
  const auto cells = digits_in_cells(picture, lines);
  REQUIRE(cells[1]);
  REQUIRE(cells[2]);
  const auto wide = extent_of(*cells[1]);
  CHECK(wide.first == 20);
  CHECK(wide.second <= 4);
  const auto tall = extent_of(*cells[2]);
  CHECK(tall.first <= 5);
  CHECK(tall.second == 20);
}

TEST_CASE("of a field without cells only what stands inside is left") {
  DrawnPage page(140, 80);
  page.outline(kComb, 0.7).fill({40, 34, 3, 12}).fill({60, 34, 3, 12}).fill({20, 22, 100, 4}).fill({80, 44, 1, 1});
  const Corners scan{{{0, 0}, {560, 0}, {560, 320}, {0, 320}}};
  FieldPicture picture = cut_out(page.scanned(560, 320), Homography::between(page.corners(), scan).value(), {kComb, 1});
  const PrintedLines lines = find_lines(picture, 1);
  erase_lines(picture, lines);
  const auto writing = writing_inside(picture, lines);
  REQUIRE(writing);
  const double expected = 2 * 3 * 12 * 16;
  CHECK(std::abs(static_cast<double>(ink_px(*writing)) - expected) < 0.05 * expected);
}

}  // namespace digitnet
