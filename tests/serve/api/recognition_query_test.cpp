#include "recognition_query.hpp"

#include <doctest/doctest.h>

#include "digitnet/error.hpp"

using namespace digitnet;
using namespace digitnet::serve;

namespace {

/// What the client is told; empty when nothing is wrong.
std::string complaint(const std::string& query) {
  try {
    (void)parse_recognition_query(query);
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("without parameters everything is as digitnet predict has it") {
  const RecognitionQuery query = parse_recognition_query("");
  CHECK(query.options_text.empty());
  CHECK_FALSE(query.options.pattern);
  CHECK(query.options.lines == 0);
  CHECK(query.format.top == 1);
  CHECK(query.format.min_confidence == 0.5f);
  CHECK_FALSE(query.format.seen);
}

TEST_CASE("each parameter is taken") {
  const RecognitionQuery query =
      parse_recognition_query("pattern=%23%23.%23%23&lines=2&min_confidence=0.25&top=10&debug=1");
  CHECK(query.options.pattern->matches("1234"));
  CHECK_FALSE(query.options.pattern->matches("123"));
  CHECK(query.format.pattern->format("1234") == "12.34");
  CHECK(query.options.lines == 2);
  CHECK(query.format.min_confidence == 0.25f);
  CHECK(query.format.top == 10);
  CHECK(query.format.seen);
  CHECK(parse_recognition_query("digits=5").options.pattern->matches("12345"));
  CHECK_FALSE(parse_recognition_query("digits=5").format.pattern);
}

TEST_CASE("options that read differently have another text, options that show differently do not") {
  CHECK(parse_recognition_query("digits=5").options_text != parse_recognition_query("digits=6").options_text);
  CHECK(parse_recognition_query("lines=1").options_text != parse_recognition_query("digits=1").options_text);
  CHECK(parse_recognition_query("top=3&debug=1&min_confidence=1").options_text.empty());
}

TEST_CASE("an unknown, repeated or impossible parameter is named") {
  CHECK(complaint("size=3").find("size: no such parameter") == 0);
  CHECK(complaint("top=3&top=3").find("top: expected once") == 0);
  for (const char* query : {"top=0", "top=11", "top=", "top", "top=3x", "top=+3", "top= 3", "top=1e1"})
    CHECK_MESSAGE(complaint(query).find("top: expected 1 to 10") == 0, query);
  for (const char* query : {"min_confidence=nan", "min_confidence=inf", "min_confidence=1.5", "min_confidence=-0.1"})
    CHECK_MESSAGE(complaint(query).find("min_confidence: expected 0 to 1") == 0, query);
  CHECK(complaint("lines=99999999999").find("lines: expected 1 to 1000") == 0);
  CHECK(complaint("digits=65").find("digits: expected 1 to 64") == 0);
  CHECK(complaint("digits=3&pattern=%23").find("digits and pattern") == 0);
  CHECK(complaint("pattern=abc").find("pattern: ") == 0);
  CHECK(complaint("pattern=" + std::string(201, '1')).find("pattern: expected at most 200") == 0);
  CHECK(complaint("debug=yes").find("debug: expected 0 or 1") == 0);
  CHECK_FALSE(complaint("top=%zz").empty());
}
