// What a server without accounts answers to: a route that is not in this table fails the test.
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

#include "serve/raw_client.hpp"
#include "serve/running_server.hpp"
#include "serve/served_routes.hpp"

using namespace digitnet::test;

namespace {

struct Expected {
  std::string path;    ///< one below the route's own
  int get = 0;         ///< what a stranger gets
  int post = 0;        ///< likewise, with an empty body
  int cross_site = 0;  ///< likewise, when a page of another site sends the post
};

const std::map<std::string, Expected>& table() {
  static const std::map<std::string, Expected> all{
      {"none", {"/nowhere", 404, 404, 404}},
      {"/", {"/", 200, 405, 405}},
      {"/about", {"/about", 200, 405, 405}},
      {"/api/openapi.json", {"/api/openapi.json", 200, 405, 405}},
      {"/api/v1/draw", {"/api/v1/draw", 426, 405, 405}},
      {"/api/v1/model", {"/api/v1/model", 200, 405, 405}},
      {"/api/v1/recognize", {"/api/v1/recognize", 405, 400, 403}},
      {"/api/v1/recognize/batch", {"/api/v1/recognize/batch", 405, 400, 403}},
      {"/assets/*", {"/assets/nowhere", 404, 405, 405}},
      {"/about/", {"/about/", 308, 405, 405}},
      {"/favicon.ico", {"/favicon.ico", 200, 405, 405}},
      {"/predict/", {"/predict/", 308, 405, 405}},
      {"/recognise/", {"/recognise/", 308, 405, 405}},
      {"/recognize", {"/recognize", 308, 405, 405}},
      {"/recognize/", {"/recognize/", 308, 405, 405}},
      {"/livez", {"/livez", 200, 405, 405}},
      {"/metrics", {"/metrics", 200, 405, 405}},
      {"/predict", {"/predict", 303, 400, 403}},
      {"/readyz", {"/readyz", 200, 405, 405}},
      {"/recognise", {"/recognise", 200, 405, 405}},
  };
  return all;
}

}  // namespace

TEST_CASE("every route answers a stranger as the table says, and the table has every route") {
  const RunningServer server({"--data-dir", "none"});
  std::set<std::string> known;
  for (const auto& [route, expected] : table()) {
    CAPTURE(route);
    known.insert(route);
    CHECK(ask(server.port(), request_text("GET", expected.path)).status == expected.get);
    const std::string form = "Content-Type: multipart/form-data; boundary=b\r\n";
    const std::string body = "--b--\r\n";
    CHECK(ask(server.port(), request_text("POST", expected.path, form, body)).status == expected.post);
    CHECK(
        ask(server.port(), request_text("POST", expected.path, form + "Sec-Fetch-Site: cross-site\r\n", body)).status ==
        expected.cross_site);
  }
  CHECK(served_routes(server) == known);
}
