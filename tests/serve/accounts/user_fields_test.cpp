#include "user_fields.hpp"

#include <doctest/doctest.h>

#include <string>

#include "accounts_under_test.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;

// SECURITY.md 40.
TEST_CASE("a name or an address with a line end or another control character is refused") {
  for (const std::string& bad : {std::string("Ada\r\nBcc: x@y.z"), std::string("Ada\nx"), std::string("Ada\rx"),
                                 std::string("A\0da", 4), std::string("Ada\x7f"), std::string("Ada\u0085x"),
                                 std::string("Ada\u2028x"), std::string("Ada\u202ex"), std::string("Ada\u200bx")}) {
    CAPTURE(bad);
    CHECK(refusal([&] { (void)checked_name(bad); }) == "invalid name");
  }
  for (const std::string& bad : {std::string("ada@digits.example\r\nBcc: x@y.z"), std::string("ada\n@digits.example"),
                                 std::string("ada@digits.example\n"), std::string("ada\0@digits.example", 19),
                                 std::string("\tada@dig\tits.example")}) {
    CAPTURE(bad);
    CHECK(refusal([&] { (void)checked_email(bad); }) == "invalid email");
  }
}

TEST_CASE("a name is 1 to 64 characters of any script, without the blanks around it") {
  CHECK(checked_name("  Ada Lovelace ") == "Ada Lovelace");
  CHECK(checked_name("Зоя 李 O'Brien <b>") == "Зоя 李 O'Brien <b>");
  std::string longest;
  for (int i = 0; i < 64; ++i) longest += "é";
  CHECK(checked_name(longest) == longest);
  CHECK(refusal([&] { (void)checked_name(longest + "x"); }) == "invalid name");
  CHECK(refusal([] { (void)checked_name("   "); }) == "invalid name");
  CHECK(refusal([] { (void)checked_name("\xff\xfe"); }) == "invalid name");
}

TEST_CASE("an address is one that mail can be sent to without quotes") {
  for (const char* good : {"ada@digits.example", "a.b+c@x-y.z", "me@localhost", "O'Brien@EXAMPLE.org"}) {
    CAPTURE(good);
    CHECK(checked_email(good) == good);
  }
  CHECK(checked_email(" ada@digits.example ") == "ada@digits.example");
  for (const std::string& bad :
       {std::string(""), std::string("ada"), std::string("@digits.example"), std::string("ada@"),
        std::string("a b@digits.example"), std::string("\"a b\"@digits.example"), std::string("ada@digits..example"),
        std::string("ada@-digits.example"), std::string("a@b@digits.example"), std::string("ada@digits.example>"),
        std::string("äda@digits.example"), std::string(".ada@digits.example"), std::string(65, 'a') + "@digits.example",
        "a@" + std::string(260, 'b')}) {
    CAPTURE(bad);
    CHECK(refusal([&] { (void)checked_email(bad); }) == "invalid email");
  }
  CHECK(email_key(" Ada@Digits.Example") == "ada@digits.example");
}
