#include "utf8.hpp"

#include <doctest/doctest.h>

#include <string>

using digitnet::serve::is_utf8;

TEST_CASE("the first and last characters of each length are UTF-8") {
  for (const char* text : {"", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                           "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    CHECK(is_utf8(text));
    CHECK(is_utf8(std::string("a") + text + "z"));
  }
}

TEST_CASE("overlong forms, surrogates, too large characters and cut ones are no UTF-8") {
  for (const char* text :
       {"\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80", "\xff", "\xc2", "\xe2\x82", "\xf0\x9f\x98", "\xc2\x41", "\xe2\x82\xc0"}) {
    CHECK_FALSE(is_utf8(text));
    CHECK_FALSE(is_utf8(std::string("a") + text));
  }
}
