#include "synthesis/window_label.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "digitnet/synthesis.hpp"

using namespace digitnet;

namespace {

/// A 3 at 10 and a 7 `apart` pixels to its right.
std::optional<int> label_at(double x, double apart) {
  return window_label(x, std::vector<double>{10, 10 + apart}, "37");
}

}  // namespace

TEST_CASE("a window shows the digit whose middle is in its own, and none away from middles") {
  CHECK(label_at(11.4, 15) == 3);
  CHECK(label_at(23.6, 15) == 7);
  CHECK(label_at(12.5, 15) == kNonDigit);
  CHECK(label_at(7.4, 15) == kNonDigit);
  CHECK_FALSE(label_at(12, 15));
  CHECK(window_label(10, std::vector<double>{}, "") == kNonDigit);
  CHECK(window_label(10, std::vector<double>{9}, "5") == 5);
}

TEST_CASE("half-way between two near middles there is none, and they are told apart closer by") {
  CHECK(label_at(12, 4) == kNonDigit);
  CHECK(label_at(11, 4) == 3);
  CHECK_FALSE(label_at(11.4, 4));
  CHECK(label_at(8.6, 4) == 3);
}

TEST_CASE("two digits in one place are neither") {
  CHECK_FALSE(label_at(10, 0.5));
  CHECK(label_at(7, 0.5) == kNonDigit);
}
