#include "accuracy_history_svg.hpp"

#include <doctest/doctest.h>

using namespace digitnet;
using namespace digitnet::cli;

namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a test stands in the plot where its number and accuracy say, between the ends of its interval") {
  // 340 by 240 from (60, 40): from test 2.5 to 3.5, and from 50 to 100 %.
  const std::string svg = accuracy_history_svg({{3, 0.75, {0.5, 1}, false, "Test 3"}});
  CHECK(has(svg, "<circle cx=\"230.0\" cy=\"160.0\""));
  CHECK(has(svg, "M230.0 40.0V280.0"));
  CHECK(has(svg, "<title>Test 3</title>"));
  CHECK(has(svg, ">50 %</text>"));
  CHECK(has(svg, ">100 %</text>"));
}

TEST_CASE("a version of one's own is a square, the server's model a circle, and the legend says so") {
  const std::string svg = accuracy_history_svg(
      {{1, 0.5, {0.25, 0.75}, false, "a"}, {2, 1, {0.5, 1}, true, "b"}, {4, 0, {0, 0.5}, true, "c"}});
  const auto count = [&](std::string_view part) {
    std::size_t found = 0;
    for (auto at = svg.find(part); at != std::string::npos; at = svg.find(part, at + 1)) ++found;
    return found;
  };
  CHECK(count("<circle") == 1 + 1);
  CHECK(count("<rect") == 2 + 1);
  CHECK(has(svg, "your version"));
  CHECK(has(svg, "y=\"276.5\""));  // none right: the bottom, less half of the square
}
