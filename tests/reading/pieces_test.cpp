#include "reading/pieces.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/pictures.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

std::vector<const Component*> pointers_to(const std::vector<Component>& components) {
  std::vector<const Component*> pointers;
  for (const Component& component : components) pointers.push_back(&component);
  return pointers;
}

}  // namespace

TEST_CASE("two uprights that a bridge joins are cut at the bridge, and no ink is lost") {
  const InkMap map = draw_ink({
      "..##......##..",
      "..##......##..",
      "..##......##..",
      "..##......##..",
      "..##########..",
      "..##......##..",
      "..##......##..",
      "..##......##..",
      "..##......##..",
      "..##......##..",
  });
  const auto components = find_components(map.contrast, map.rim);
  REQUIRE(components.size() == 1);
  const auto pieces = cut_into_pieces(components[0], map, 0, 10);
  REQUIRE(pieces.size() >= 2);
  CHECK(!pieces.front().cut);
  CHECK(pieces.back().cut);
  CHECK(pieces.back().crossed > 0.2f);
  CHECK(pieces.back().crossed < 1.5f);
  std::size_t pixels = 0;
  for (const Piece& piece : pieces) {
    pixels += piece.ink.pixels.size();
    CHECK(piece.ink.box.width < components[0].box.width);
  }
  CHECK(pixels == components[0].pixels.size());
}

TEST_CASE("the slant of leaning strokes is found, and taken off where pieces begin and end") {
  const InkMap map = draw_ink({
      ".........##....##...",
      "........##....##....",
      "........##....##....",
      ".......##....##.....",
      ".......##....##.....",
      "......##....##......",
      "......##....##......",
      ".....##....##.......",
      ".....##....##.......",
      "....##....##........",
  });
  const auto components = find_components(map.contrast, map.rim);
  REQUIRE(components.size() == 2);
  const float slant = find_slant(map.contrast, pointers_to(components));
  CHECK(slant == doctest::Approx(0.5).epsilon(0.25));
  const Piece first = whole_piece(components[0], map.contrast, slant);
  CHECK(first.right - first.left <= 4);
  CHECK(components[0].box.width == 7);
}

TEST_CASE("upright strokes have no slant") {
  const InkMap map = draw_ink({"..##...##..", "..##...##..", "..##...##..", "..##...##..", "..##...##.."});
  CHECK(find_slant(map.contrast, pointers_to(find_components(map.contrast, map.rim))) == 0);
}
