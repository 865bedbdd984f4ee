#include "utf8.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace digitnet::serve;

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

TEST_CASE("a text has no NUL") {
  CHECK(is_text("7 \u00e9\n"));
  CHECK_FALSE(is_text(std::string_view("a\0b", 3)));
  CHECK_FALSE(is_text("\xff"));
}

TEST_CASE("characters are counted, and the bytes of what is none") {
  CHECK(count_characters("") == 0);
  CHECK(count_characters("a\u00e9\u674e\U0001f600") == 4);
  CHECK(count_characters("a\xff\xfe") == 3);
}

TEST_CASE("a plain line shows all that it holds, in the order in which it stands") {
  // Persian is written with a joiner that takes no room.
  for (const char* line : {"", "Ada Lovelace 7", "\u0417\u043e\u044f \u674e",
                           "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\U0001f600"}) {
    CHECK(is_plain_line(line));
    CHECK(plain_line(line) == line);
  }
  for (const char* hidden :
       {"\t", "\n", "\x7f", "\u0085", "\u200b", "\u200f", "\u2028", "\u202e", "\u2066", "\ufeff", "\U000e0041"}) {
    const std::string text = std::string("7") + hidden + "gnp.exe";
    CHECK_FALSE(is_plain_line(text));
    CHECK(plain_line(text) == "7 gnp.exe");
  }
  CHECK_FALSE(is_plain_line("\xff"));
  CHECK(plain_line("\xff") == "?");
}
