#include "problem.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace digitnet::serve;

TEST_CASE("a problem says status, title, detail and request") {
  Request request;
  request.id = "abc123";
  const Response response = problem_response(request, 415, "Only pictures are taken.");
  CHECK(response.status == 415);
  CHECK(response.content_type == "application/problem+json");
  CHECK(nlohmann::json::parse(response.body) == nlohmann::json{{"type", "about:blank"},
                                                               {"title", "Unsupported Media Type"},
                                                               {"status", 415},
                                                               {"detail", "Only pictures are taken."},
                                                               {"request_id", "abc123"}});
}

TEST_CASE("a detail with bytes that are no UTF-8 is still JSON") {
  const auto problem = nlohmann::json::parse(problem_json(400, "a\xff\"\n"));
  CHECK(problem["detail"] == "a\xef\xbf\xbd\"\n");
  CHECK_FALSE(problem.contains("request_id"));
}
