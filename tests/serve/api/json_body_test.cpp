#include "json_body.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "account_error.hpp"
#include "sent_pictures.hpp"

using namespace digitnet::serve;

namespace {

Request with_body(std::string body, std::string type = "application/json; charset=utf-8") {
  Request request;
  request.fields = {{"Content-Type", std::move(type)}};
  request.body = std::move(body);
  return request;
}

}  // namespace

TEST_CASE("a body is an object with the fields that are asked for and no other") {
  const auto json = json_body(with_body(R"({"name": "Ada", "age": 36})"), {"name", "age"});
  CHECK(text_in(json, "name") == "Ada");
  CHECK(json["age"] == 36);
  for (const char* body : {"", "[]", "7", "{", R"({"name": "Ada"})", R"({"name": "Ada", "age": 36, "role": "admin"})",
                           R"({"name": "Ada", "age": 36, "age": 37})"}) {
    CHECK_THROWS_AS((void)json_body(with_body(body), {"name", "age"}), AccountError);
  }
  CHECK_THROWS_AS((void)json_body(with_body("{}", "text/plain"), {}), UnfitRequest);
}

TEST_CASE("a text is a string that a database takes") {
  const auto text_of = [](const char* body) { return text_in(json_body(with_body(body), {"name"}), "name"); };
  CHECK(text_of(R"({"name": "\u00e9\u0001"})") == "\u00e9\u0001");
  CHECK_THROWS_AS((void)text_of(R"({"name": 7})"), AccountError);
  CHECK_THROWS_AS((void)text_of(R"({"name": "a\u0000b"})"), AccountError);
}
