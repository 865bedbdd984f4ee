#include "optional_value.hpp"

#include <doctest/doctest.h>

using namespace digitnet::cli;

using Words = std::vector<std::string>;

TEST_CASE("a word behind --lines is its value when it is a number, and --lines without one says nothing") {
  CHECK(complete_optional_values({"predict", "--lines", "3", "a.png"}) == Words{"predict", "--lines", "3", "a.png"});
  CHECK(complete_optional_values({"predict", "--lines", "0", "a.png"}) == Words{"predict", "--lines", "0", "a.png"});
  CHECK(complete_optional_values({"predict", "--lines", "a.png"}) == Words{"predict", "a.png"});
  CHECK(complete_optional_values({"predict", "a.png", "--lines"}) == Words{"predict", "a.png"});
  CHECK(complete_optional_values({"predict", "--lines", "3.png"}) == Words{"predict", "3.png"});
  CHECK(complete_optional_values({"predict", "--lines=2", "a.png"}) == Words{"predict", "--lines=2", "a.png"});
}

TEST_CASE("a word behind --csv is its value when it is the name of a .csv file") {
  CHECK(complete_optional_values({"predict", "--csv", "o.csv", "a.png"}) ==
        Words{"predict", "--csv", "o.csv", "a.png"});
  CHECK(complete_optional_values({"predict", "--csv", "a.png"}) == Words{"predict", "--csv=-", "a.png"});
  CHECK(complete_optional_values({"predict", "--csv", "-"}) == Words{"predict", "--csv=-", "-"});
  CHECK(complete_optional_values({"predict", "--csv", "--lines"}) == Words{"predict", "--csv=-"});
}

TEST_CASE("words behind -- and of other subcommands stay as they are") {
  CHECK(complete_optional_values({"predict", "--", "--lines"}) == Words{"predict", "--", "--lines"});
  CHECK(complete_optional_values({"predict", "--csv", "--", "o.csv"}) == Words{"predict", "--csv=-", "--", "o.csv"});
  CHECK(complete_optional_values({"train", "--lines"}) == Words{"train", "--lines"});
  CHECK(complete_optional_values({}) == Words{});
}
