#include "status_line.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace digitnet::cli;

TEST_CASE("the bar shows the share and fits the terminal but for its last column") {
  CHECK(bar_line("picture 1/2", 0.5, "3 a second", 45) == "picture 1/2 [======      ]  50 %  3 a second");
  CHECK(bar_line("picture 1/2", 1, "3 a second", 200).find("[==============================]") != std::string::npos);
  for (int width = 1; width < 120; ++width) {
    CHECK(bar_line("picture 1/2", 0.3, "3 a second", width).size() <= static_cast<std::size_t>(std::max(width - 1, 1)));
  }
}

TEST_CASE("without a terminal there is no bar") {
  CHECK(bar_line("picture 1/2", 0.5, "3 a second", 0) == "picture 1/2   50 %  3 a second");
}

TEST_CASE("times are shown as clocks show them") {
  CHECK(clock_time(0.4) == "0:00");
  CHECK(clock_time(59.6) == "1:00");
  CHECK(clock_time(3723) == "1:02:03");
  CHECK(clock_time(-1) == "0:00");
}
