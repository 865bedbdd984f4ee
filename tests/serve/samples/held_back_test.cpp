#include "held_back.hpp"

#include <doctest/doctest.h>

#include <string>

#include "sha256.hpp"

using namespace digitnet::serve;

TEST_CASE("of each five samples of a label that come one after the other exactly one is held back, never the first") {
  int places_taken = 0;
  for (int run = 0; run < 50; ++run) {
    LabelShare share;
    for (int block = 0; block < 4; ++block) {
      int held_back = 0;
      for (int i = 0; i < 5; ++i) {
        const std::string sum = sha256(std::to_string(run * 100 + block * 5 + i));
        const bool is_held_back = is_to_be_held_back(sum, share);
        CHECK_FALSE((is_held_back && share.all == 0));
        held_back += is_held_back ? 1 : 0;
        share = {share.all + 1, share.held_back + (is_held_back ? 1 : 0)};
        places_taken |= is_held_back ? 1 << i : 0;
      }
      CHECK(held_back == 1);
    }
  }
  CHECK(places_taken >= 0b11110);  // the hash decides which
}

TEST_CASE("what is held back does not depend on anything but the picture and the share of its label") {
  const std::string sum = sha256("x");
  for (const LabelShare share : {LabelShare{1, 0}, {3, 0}, {7, 1}}) {
    CHECK(is_to_be_held_back(sum, share) == is_to_be_held_back(sum, share));
  }
  CHECK(is_to_be_held_back(sha256("y"), {10, 0}));       // after deletions there are too few
  CHECK_FALSE(is_to_be_held_back(sha256("y"), {5, 3}));  // or too many
}
