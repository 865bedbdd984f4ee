#include "cookies.hpp"

#include <doctest/doctest.h>

using namespace digitnet::serve;
using Cookies = std::vector<Cookie>;

TEST_CASE("cookies come in their order, without the quotes around values") {
  CHECK(parse_cookies("__Host-sid=abc; a=\"1\";b=x=y") == Cookies{{"__Host-sid", "abc"}, {"a", "1"}, {"b", "x=y"}});
  CHECK(parse_cookies("a=").front() == Cookie{"a", ""});
  CHECK(parse_cookies("").empty());
}

TEST_CASE("what is no cookie is passed over, and what stands beside it is read") {
  CHECK(parse_cookies("junk; =1; b c=1; a=1 2; d=\"x; e=\\; f=\x80; g=a,b;; ok=1") == Cookies{{"ok", "1"}});
  CHECK(parse_cookies("a=\"\"").front() == Cookie{"a", ""});
  CHECK(parse_cookies("a=\"").empty());
}

TEST_CASE("the first of two cookies of a name counts, and case matters") {
  const Cookies cookies = parse_cookies("a=1; a=2; A=3");
  CHECK(find_cookie(cookies, "a") == "1");
  CHECK(find_cookie(cookies, "A") == "3");
  CHECK(find_cookie(cookies, "b").empty());
}
