#include "stroke_font.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

using namespace digitnet::cli;
using digitnet::Box;

namespace {

constexpr Color kWhite{255, 255, 255};

/// The box around everything that is no longer white.
Box inked(const Canvas& canvas) {
  Box box{canvas.width(), canvas.height(), 0, 0};
  int right = 0;
  int bottom = 0;
  for (int y = 0; y < canvas.height(); ++y) {
    for (int x = 0; x < canvas.width(); ++x) {
      if (canvas.pixels()[3 * static_cast<std::size_t>(y * canvas.width() + x)] == 255) continue;
      box.x = std::min(box.x, x);
      box.y = std::min(box.y, y);
      right = std::max(right, x + 1);
      bottom = std::max(bottom, y + 1);
    }
  }
  return {box.x, box.y, right - box.x, bottom - box.y};
}

Canvas draw(const std::string& text, int height_px) {
  Canvas canvas(400, 100, kWhite);
  draw_text(canvas, text, {20, 20, height_px}, {0, 0, 0});
  return canvas;
}

}  // namespace

TEST_CASE("a text is as wide and as high as it says, but for the pen") {
  for (const int height : {12, 24, 48}) {
    const Box box = inked(draw("2504", height));
    const int pen = height / 8 + 2;
    CHECK(box.x >= 20 - pen);
    CHECK(box.x <= 20 + pen);
    CHECK(std::abs(box.width - text_width("2504", height)) <= 2 * pen);
    CHECK(std::abs(box.height - height) <= 2 * pen);
  }
}

TEST_CASE("every character that the debug image needs has a form of its own") {
  std::set<std::string> forms;
  const std::string characters = "0123456789.:%nodigtsuream";
  for (const char c : characters) {
    CAPTURE(c);
    const Canvas canvas = draw(std::string(1, c), 24);
    CHECK(inked(canvas).width > 0);
    CHECK(forms.emplace(canvas.pixels().begin(), canvas.pixels().end()).second);
  }
}

TEST_CASE("what is drawn beside the canvas is left out") {
  Canvas canvas(10, 10, kWhite);
  draw_text(canvas, "88888888", {-40, -5, 24}, {0, 0, 0});
  CHECK(inked(canvas).width > 0);
  draw_text(canvas, "8", {500, 500, 24}, {0, 0, 0});
  canvas.fill({-5, -5, 100, 100}, kWhite);
  CHECK(inked(canvas).width <= 0);
}
