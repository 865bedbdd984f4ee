#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "formats/temporary_folder.hpp"
#include "serve/log_lines.hpp"
#include "serve/raw_client.hpp"
#include "serve/running_server.hpp"
#include "serve/serve_command.hpp"

using namespace digitnet::test;

TEST_CASE("a model that cannot be used is an error at the start") {
  CHECK(is_one_error(serve({"--port", "0", "--model", "/nowhere.safetensors"}), "/nowhere.safetensors"));
}

TEST_CASE("a port that is taken is an error that names it") {
  const RunningServer server;
  const std::string port = std::to_string(server.port());
  CHECK(is_one_error(serve({"--port", port}), "127.0.0.1:" + port + ": cannot listen there: Address already in use"));
}

TEST_CASE("plain HTTP beyond this machine is refused unless it is asked for, and then browsers' URL is needed") {
  CHECK(is_one_error(serve({"--address", "0.0.0.0", "--port", "0"}), "plain HTTP is served on loopback addresses"));
  CHECK(is_one_error(serve({"--address", "::", "--port", "0"}), "plain HTTP is served on loopback addresses"));
  CHECK(is_one_error(serve({"--address", "0.0.0.0", "--insecure-http"}), "--public-url: expected the URL"));
  CHECK(is_one_error(serve({"--behind-proxy"}), "--public-url: expected the URL"));
  CHECK(is_one_error(serve({"--behind-proxy", "--insecure-http"}), "expected one of them"));
  const RunningServer server({"--address", "0.0.0.0", "--behind-proxy", "--public-url", "https://digits.example"});
  CHECK(ask(server.port(), request_text("GET", "/livez")).field("Strict-Transport-Security") == "max-age=31536000");
}

TEST_CASE("requests for another host are refused, but for those of probes") {
  const RunningServer server;
  const auto answer = [&](const std::string& path) {
    return ask(server.port(),
               "GET " + path + " HTTP/1.1\r\nHost: rebound.example:" + std::to_string(server.port()) + "\r\n\r\n");
  };
  CHECK(answer("/livez").status == 200);
  CHECK(answer("/readyz").status == 200);
  CHECK(answer("/metrics").status == 421);
  CHECK(answer("/").status == 421);
  CHECK(answer("/").field("Content-Type") == "text/html; charset=utf-8");
  const RawAnswer refused = answer("/api/v1/model");
  CHECK(refused.status == 421);
  CHECK(refused.field("Content-Type") == "application/problem+json");
  CHECK(nlohmann::json::parse(refused.body)["title"] == "Misdirected Request");
}

TEST_CASE(
    "what the server itself refuses below /api is told to programs in their form, elsewhere to people in theirs") {
  const RunningServer server({"--header-timeout", "500ms", "--body-timeout", "500ms"});
  const std::string host = " HTTP/1.1\r\nHost: localhost\r\n";
  struct Refused {
    std::string method;
    std::string rest;  // behind the path
    int status;
  };
  const std::vector<Refused> all{
      {"POST", host + "Transfer-Encoding: chunked\r\n\r\n", 411},
      {"POST", host + "Content-Length: 99999999\r\n\r\n", 413},
      {"POST", host + "Content-Length: +1\r\n\r\n", 400},
      {"GET", " HTTP/1.1\r\n\r\n", 400},
      {"GET", "/%zz" + host + "\r\n", 400},
      {"GET", "/../x" + host + "\r\n", 400},
      {"GET", " HTTP/1.1\nHost: localhost\n\n", 400},
      {"GET", host + "X : y\r\n\r\n", 400},
      {"GET", std::string("/").append(9000, 'a'), 414},
      {"GET", host + "X: " + std::string(9000, 'a'), 431},
      {"GET", " HTTP/2.0\r\nHost: localhost\r\n\r\n", 505},
      {"GET", " HTTP/1.2\r\nHost: localhost\r\n\r\n", 505},
      {"GET", " HTTP/0.9\r\n\r\n", 505},
      {"GET", " HTTP/2\r\nHost: localhost\r\n\r\n", 400},
      {"GET", host, 408},
      {"POST", host + "Content-Length: 9\r\n\r\n", 408},
      {"POST", host + "Expect: tea\r\n\r\n", 417},
      {"BREW", host + "\r\n", 405},
      {"POST", host + "Sec-Fetch-Site: cross-site\r\n\r\n", 403},
  };
  for (const Refused& refused : all) {
    CAPTURE(refused.method + refused.rest.substr(0, 100));
    for (const char* start : {"", "http://localhost"}) {
      const RawAnswer told = ask(server.port(), refused.method + " " + start + "/api/v1/recognize" + refused.rest);
      CHECK(told.status == refused.status);
      CHECK(told.field("Content-Type") == "application/problem+json");
      CHECK(nlohmann::json::parse(told.body)["status"] == refused.status);
      CHECK(nlohmann::json::parse(told.body)["request_id"] == told.field("X-Request-Id"));
    }
    const RawAnswer shown = ask(server.port(), refused.method + " /predict" + refused.rest);
    CHECK(shown.status == refused.status);
    CHECK(shown.field("Content-Type") == "text/html; charset=utf-8");
  }
}

TEST_CASE("/metrics counts what was answered, for this machine alone") {
  const TemporaryFolder folder;
  const auto log = folder.path() / "access.log";
  const RunningServer server({"--access-log", log.string()});
  for (int i = 0; i < 3; ++i) (void)ask(server.port(), request_text("GET", "/livez"));
  (void)ask(server.port(), request_text("GET", "/nowhere"));
  (void)log_lines(log, 4);  // what is in the log is counted
  const RawAnswer answer = ask(server.port(), request_text("GET", "/metrics"));
  CHECK(answer.status == 200);
  CHECK(answer.field("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
  for (const char* line :
       {"digitnet_requests_total{route=\"/livez\",status=\"200\"} 3\n",
        "digitnet_requests_total{route=\"none\",status=\"404\"} 1\n",
        "digitnet_request_seconds_count{route=\"/livez\"} 3\n",
        "digitnet_request_seconds_bucket{route=\"/livez\",le=\"+Inf\"} 3\n", "digitnet_connections_total 5\n",
        "\nprocess_resident_memory_bytes ", "\nprocess_cpu_seconds_total "}) {
    CAPTURE(line);
    CHECK(answer.body.find(line) != std::string::npos);
  }
  CHECK(ask(server.port(), request_text("GET", "/metrics", "X-Forwarded-For: 127.0.0.1\r\n")).status == 404);
  const RunningServer closed({"--metrics-from", "192.0.2.0/24"});
  CHECK(ask(closed.port(), request_text("GET", "/metrics")).status == 404);
  const RunningServer proxied({"--trusted-proxy", "127.0.0.1"});
  CHECK(ask(proxied.port(), request_text("GET", "/metrics", "X-Forwarded-For: 192.0.2.7\r\n")).status == 404);
}
