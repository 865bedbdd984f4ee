#include <doctest/doctest.h>

#include "serve/api/api_caller.hpp"

using namespace digitnet;
using nlohmann::json;
using test::ApiCaller;
using test::drawn;

TEST_CASE("a drawing is answered with three labels of each digit and what the network saw") {
  ApiCaller api;
  const json reply = json::parse(api.draw(drawn(6)));
  CHECK(reply["model_version"] == api.recognizer().model()->version);
  CHECK(reply["time_ms"].get<double>() > 0);
  json expected = test::json_of(api.post("/api/v1/recognize", "image/png", drawn(6), "top=3&debug=1"));
  CHECK(reply["answer"] == expected);
  CHECK(reply["answer"]["digits"][0]["top"].size() == 3);
}

TEST_CASE("a message that is no picture is replied to with a problem") {
  ApiCaller api;
  const json reply = json::parse(api.draw("hello"));
  CHECK(reply["error"]["status"] == 415);
  CHECK_FALSE(reply.contains("answer"));
  ApiCaller full({.workers = 2, .queue = 0, .cache = 0});
  CHECK(json::parse(full.draw(drawn(1)))["error"]["status"] == 503);
}
