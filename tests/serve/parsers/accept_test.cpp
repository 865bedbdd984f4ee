#include "accept.hpp"

#include <doctest/doctest.h>

#include <string>

#include "digitnet/error.hpp"

using namespace digitnet::serve;
using Values = std::vector<Accepted>;

TEST_CASE("values are read with their qualities in thousandths") {
  CHECK(parse_accept("gzip, br;q=0.5 ,*;q=0") == Values{{"gzip", 1000}, {"br", 500}, {"*", 0}});
  CHECK(parse_accept("Text/HTML;level=\"1\";q=0.125,, text/*;Q=1.000") == Values{{"text/html", 125}, {"text/*", 1000}});
  CHECK(parse_accept(" ").empty());
}

TEST_CASE("the closest name gives the quality") {
  const Values types = parse_accept("text/html, text/*;q=0.5, */*;q=0.1");
  CHECK(quality_of(types, "text/html") == 1000);
  CHECK(quality_of(types, "text/plain") == 500);
  CHECK(quality_of(types, "image/png") == 100);
  CHECK(quality_of(parse_accept("br"), "gzip") == 0);
  CHECK(quality_of(parse_accept("gzip;q=0, *"), "gzip") == 0);
  CHECK(quality_of(parse_accept("br, *;q=0.3"), "gzip") == 300);
}

TEST_CASE("what is no list of values is refused") {
  for (const char* field : {"gzip;q", "gzip;q=", "gzip;q=2", "gzip;q=1.001", "gzip;q=0.1234", "gzip;q=.5", "gzip;q=-1",
                            "gzip br", "text/", "gzip;q=0.5x", "\"gzip\""}) {
    CHECK_THROWS_AS(parse_accept(field), digitnet::FormatError);
  }
  std::string many;
  for (std::size_t i = 0; i < kMostAccepted; ++i) many += "gzip,";
  CHECK(parse_accept(many).size() == kMostAccepted);
  CHECK_THROWS_AS(parse_accept(many + "gzip"), digitnet::FormatError);
}
