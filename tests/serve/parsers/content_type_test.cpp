#include "content_type.hpp"

#include <doctest/doctest.h>

#include "digitnet/error.hpp"

using namespace digitnet::serve;

TEST_CASE("a media type is read in lower case, with its parameters") {
  const ContentType type = parse_content_type("Multipart/Form-Data; Boundary=\"a \\\"b\\\\\" ;charset=UTF-8");
  CHECK(type.media_type == "multipart/form-data");
  CHECK(type.parameter("boundary") == "a \"b\\");
  CHECK(type.parameter("charset") == "UTF-8");
  CHECK(type.parameter("nothing").empty());
  CHECK(parse_content_type("image/png").parameters.empty());
  CHECK(parse_content_type(" image/svg+xml; ").media_type == "image/svg+xml");
}

TEST_CASE("what is no media type is refused") {
  for (const char* field :
       {"", "image", "image/", "/png", "image/png/x", "image /png", "image/png boundary=a", "image/png;boundary",
        "image/png;boundary=", "image/png;=a", "image/png;b=\"a", "image/png,image/png", "im\xc3\xa4ge/png"}) {
    CHECK_THROWS_AS(parse_content_type(field), digitnet::FormatError);
  }
}
