#include "urlencoded.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "digitnet/error.hpp"

using namespace digitnet::serve;
using Parameters = std::vector<Parameter>;

TEST_CASE("pairs come in their order with escapes and plus signs decoded") {
  CHECK(parse_urlencoded("digits=5&pattern=%23%23.%2b&note=a+b%20c") ==
        Parameters{{"digits", "5"}, {"pattern", "##.+"}, {"note", "a b c"}});
  CHECK(parse_urlencoded("a=1&a=2") == Parameters{{"a", "1"}, {"a", "2"}});
  CHECK(parse_urlencoded("a=b=c") == Parameters{{"a", "b=c"}});
  CHECK(parse_urlencoded("%61=%E2%82%AC") == Parameters{{"a", "\xe2\x82\xac"}});
}

TEST_CASE("a pair may lack its value, its name or itself") {
  CHECK(parse_urlencoded("").empty());
  CHECK(parse_urlencoded("&&").empty());
  CHECK(parse_urlencoded("a&b=&=c") == Parameters{{"a", ""}, {"b", ""}, {"", "c"}});
}

TEST_CASE("broken escapes, NUL and what is no UTF-8 are refused") {
  for (const char* text : {"a=%", "a=%2", "a=%2g", "a=%%20", "%=1", "a=%00", "a%00=1", "a=%ff", "a=%c0%af", "a=\xff"}) {
    CHECK_THROWS_AS(parse_urlencoded(text), digitnet::FormatError);
  }
  CHECK_THROWS_AS(parse_urlencoded(std::string_view("a=\0", 3)), digitnet::FormatError);
}

TEST_CASE("more parameters than anybody needs are refused") {
  std::string text;
  for (std::size_t i = 0; i < kMostParameters; ++i) text += "a=1&";
  CHECK(parse_urlencoded(text).size() == kMostParameters);
  CHECK_THROWS_AS(parse_urlencoded(text + "a=1"), digitnet::FormatError);
}

TEST_CASE("a value is looked up by its name, which is there once") {
  CHECK(query_value("a=1&b=2", "b") == "2");
  CHECK(query_value("a=1&b=2", "c").empty());
  CHECK_THROWS_AS((void)query_value("a=1&b=2&a=1", "a"), digitnet::FormatError);
}
