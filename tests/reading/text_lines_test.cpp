#include "reading/text_lines.hpp"

#include <doctest/doctest.h>

#include "support/pictures.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

/// Marks of 6x12 pixels at these places, and specks of one pixel.
InkMap draw_marks(const std::vector<Box>& boxes) {
  InkMap map = draw_ink(std::vector<std::string>(100, std::string(200, '.')));
  for (const Box& box : boxes) {
    for (int y = box.y; y < box.y + box.height; ++y) {
      for (int x = box.x; x < box.x + box.width; ++x) map.contrast.at(x, y) = 1;
    }
  }
  return map;
}

std::vector<std::vector<int>> places_of(const InkMap& map) {
  const auto components = find_components(map.contrast, map.rim);
  std::vector<std::vector<int>> lines;
  for (const TextLine& line : find_text_lines(map, components)) {
    lines.emplace_back();
    for (const Component* component : line.components) lines.back().push_back(component->box.x);
  }
  return lines;
}

}  // namespace

TEST_CASE("marks at one height are a line, from left to right; lines go from top to bottom") {
  const auto lines = places_of(draw_marks({{40, 60, 6, 12}, {10, 61, 6, 12}, {90, 10, 6, 12}, {60, 12, 6, 12}}));
  CHECK(lines == std::vector<std::vector<int>>{{60, 90}, {10, 40}});
}

TEST_CASE("wide gaps do not divide a line") {
  CHECK(places_of(draw_marks({{5, 40, 6, 12}, {20, 41, 6, 12}, {180, 40, 6, 12}})).size() == 1);
}

TEST_CASE("a line may fall by more than its height from one end to the other") {
  std::vector<Box> boxes;
  for (int i = 0; i < 10; ++i) boxes.push_back({5 + 18 * i, 10 + 3 * i, 6, 12});
  for (int i = 0; i < 10; ++i) boxes.push_back({5 + 18 * i, 40 + 3 * i, 6, 12});
  const auto lines = places_of(draw_marks(boxes));
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].size() == 10);
}

TEST_CASE("a few marks that jump up and down are one line") {
  const InkMap map =
      draw_marks({{17, 18, 12, 20}, {31, 13, 18, 20}, {57, 18, 19, 20}, {77, 14, 20, 16}, {99, 16, 18, 20}});
  CHECK(places_of(map).size() == 1);
}

TEST_CASE("a small part goes to the line that it is near, a speck to none") {
  const auto lines = places_of(draw_marks({{10, 20, 6, 12}, {40, 20, 6, 12}, {48, 19, 5, 2}, {150, 90, 1, 1}}));
  CHECK(lines == std::vector<std::vector<int>>{{10, 40, 48}});
}

TEST_CASE("the end of the paper, along the edge of the picture, is no line") {
  CHECK(places_of(draw_marks({{0, 0, 200, 5}, {30, 40, 6, 12}})).size() == 1);
}

TEST_CASE("thousands of marks are a texture without lines") {
  const auto lines_of = [](int side) {
    InkMap map = draw_ink(std::vector<std::string>(400, std::string(400, '.')));
    for (int y = 2; y + 5 < 400; y += 400 / side) {
      for (int x = 2; x + 5 < 400; x += 400 / side) {
        for (int i = 0; i < 25; ++i) map.contrast.at(x + i % 5, y + i / 5) = 1;
      }
    }
    return places_of(map).size();
  };
  CHECK(lines_of(40) == 40);
  CHECK(lines_of(50) == 0);
}

TEST_CASE("a picture without ink has no lines") {
  CHECK(places_of(draw_marks({})).empty());
}
