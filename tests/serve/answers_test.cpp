#include <doctest/doctest.h>

#include <set>

#include "serve/raw_client.hpp"
#include "serve/test_server.hpp"

using namespace digitnet::test;

TEST_CASE("a GET is answered with length, type, date and an id of its own") {
  const TestServer server;
  const RawAnswer first = ask(server.port(), request_text("GET", "/hello"));
  CHECK(first.status == 200);
  CHECK(first.body == "hello");
  CHECK(first.field("Content-Length") == "5");
  CHECK(first.field("Content-Type") == "text/plain; charset=utf-8");
  CHECK(first.field("Date").ends_with(" GMT"));
  const std::string id = first.field("X-Request-Id");
  CHECK(id.size() == 16);
  CHECK(id.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(ask(server.port(), request_text("GET", "/hello")).field("X-Request-Id") != id);
}

TEST_CASE("an X-Request-Id of the client is not taken over") {
  const TestServer server;
  const RawAnswer answer = ask(server.port(), request_text("GET", "/hello", "X-Request-Id: chosen\r\n"));
  CHECK(answer.field("X-Request-Id").size() == 16);
}

TEST_CASE("HEAD is answered like GET without the body, and the connection goes on") {
  const TestServer server;
  RawClient client(server.port());
  client.send(request_text("HEAD", "/hello") + request_text("GET", "/hello"));
  const RawAnswer head = client.read_answer(false);
  CHECK(head.status == 200);
  CHECK(head.field("Content-Length") == "5");
  CHECK(client.read_answer().body == "hello");
}

TEST_CASE("an unknown path is 404, an unknown method 405 with the allowed ones") {
  const TestServer server;
  CHECK(ask(server.port(), request_text("GET", "/nowhere")).status == 404);
  CHECK(ask(server.port(), request_text("POST", "/nowhere")).status == 404);
  for (const char* method : {"POST", "PUT", "DELETE", "TRACE", "OPTIONS", "CONNECT", "PATCH", "BREW"}) {
    CAPTURE(method);
    const RawAnswer answer = ask(server.port(), request_text(method, "/hello"));
    CHECK(answer.status == 405);
    CHECK(answer.field("Allow") == "GET, HEAD");
  }
  CHECK(ask(server.port(), request_text("GET", "/echo")).field("Allow") == "POST");
}

TEST_CASE("a path is decoded once, and one that leads upwards or hides characters is refused") {
  const TestServer server;
  CHECK(ask(server.port(), request_text("GET", "/files/a%20b%252e?x=%2F")).body == "/files/a b%2e");
  CHECK(ask(server.port(), request_text("GET", "http://localhost/files/c")).body == "/files/c");
  for (const char* path : {"/files/../hello", "/files/%2e%2e", "/files/%00", "/files/%ff", "/files/%0d%0aX:y",
                           "/files/%4", "/%zz", "/files\\x", "hello", "*"}) {
    CAPTURE(path);
    CHECK(ask(server.port(), request_text("GET", path)).status == 400);
  }
}

TEST_CASE("a body comes whole to its handler, whatever pieces it is sent in") {
  const TestServer server;
  std::string body;
  for (int i = 0; i < 200000; ++i) body += static_cast<char>(i * 31);
  const std::string request = request_text("POST", "/echo", "", body);
  RawClient client(server.port());
  for (std::size_t at = 0; at < request.size(); at += 7001) client.send(std::string_view(request).substr(at, 7001));
  CHECK(client.read_answer().body == body);
  client.send(request_text("POST", "/echo", "", "second"));
  CHECK(client.read_answer().body == "second");
}

TEST_CASE("a body that is too long is 413 before any of it is sent, and the client sees the answer") {
  const TestServer server;
  RawClient announcing(server.port());
  announcing.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\n\r\n");
  const RawAnswer answer = announcing.read_answer();
  CHECK(answer.status == 413);
  CHECK(answer.field("Connection") == "close");
  RawClient sending(server.port());
  sending.send(request_text("POST", "/echo", "", std::string(3 << 20, 'x')));
  CHECK(sending.read_answer().status == 413);
  CHECK(sending.is_closed_within(std::chrono::milliseconds(3000)));
  CHECK(ask(server.port(), request_text("GET", "/hello", "", "a body")).status == 413);
}

TEST_CASE("a short body that is not wanted does not end the connection") {
  const TestServer server;
  RawClient client(server.port());
  client.send(request_text("POST", "/nowhere", "", "some bytes") + request_text("GET", "/hello"));
  CHECK(client.read_answer().status == 404);
  CHECK(client.read_answer().body == "hello");
}

TEST_CASE("Expect: 100-continue gets its go-ahead, or the refusal at once") {
  const TestServer server;
  RawClient client(server.port());
  client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  const std::string go_ahead = "HTTP/1.1 100 Continue\r\n\r\n";
  CHECK(client.read_bytes(go_ahead.size()) == go_ahead);
  client.send("body");
  CHECK(client.read_answer().body == "body");
  client.send("POST /nowhere HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  CHECK(client.read_answer().status == 404);
  CHECK(client.is_closed_within(std::chrono::milliseconds(3000)));
  CHECK(ask(server.port(), request_text("POST", "/echo", "Expect: tea\r\n", "x")).status == 417);
}

TEST_CASE("the connection stays for HTTP/1.1 and closes when the client says so or speaks HTTP/1.0") {
  const TestServer server;
  RawClient closing(server.port());
  closing.send(request_text("GET", "/hello", "Connection: close\r\n"));
  const RawAnswer answer = closing.read_answer();
  CHECK(answer.field("Connection") == "close");
  CHECK(closing.is_closed_within(std::chrono::milliseconds(1000)));
  RawClient old(server.port());
  old.send("GET /hello HTTP/1.0\r\nHost: localhost\r\n\r\n");
  CHECK(old.read_answer().body == "hello");
  CHECK(old.is_closed_within(std::chrono::milliseconds(1000)));
}

TEST_CASE("twenty pipelined requests get twenty answers in order") {
  const TestServer server;
  RawClient client(server.port());
  std::string requests;
  for (int i = 0; i < 20; ++i) requests += request_text("POST", "/echo", "", std::to_string(i));
  client.send(requests);
  for (int i = 0; i < 20; ++i) CHECK(client.read_answer().body == std::to_string(i));
}

TEST_CASE("a handler that fails, forgets or says too much is a 500 that gives nothing away") {
  const TestServer server;
  for (const char* path : {"/throw", "/forget", "/split"}) {
    CAPTURE(path);
    const RawAnswer answer = ask(server.port(), request_text("GET", path));
    CHECK(answer.status == 500);
    CHECK(answer.body.find("secret") == std::string::npos);
    CHECK(answer.body.find(answer.field("X-Request-Id")) != std::string::npos);
    CHECK(answer.field("Set-Cookie").empty());
  }
  const RawAnswer misread = ask(server.port(), request_text("GET", "/misread"));
  CHECK(misread.status == 400);
  CHECK(misread.body.find("secret") == std::string::npos);
  RawClient client(server.port());
  client.send(request_text("GET", "/twice") + request_text("GET", "/hello"));
  CHECK(client.read_answer().body == "first");
  CHECK(client.read_answer().body == "hello");
}

TEST_CASE("every answer has the security headers once, errors of every kind too") {
  const TestServer server([](auto& options) { options.public_url = "https://digits.example"; });
  const std::vector<std::string> requests{request_text("GET", "/hello"),
                                          request_text("GET", "/hello", "Origin: https://other.example\r\n"),
                                          request_text("GET", "/nowhere"),
                                          request_text("PUT", "/hello"),
                                          request_text("GET", "/throw"),
                                          request_text("POST", "/echo", "Sec-Fetch-Site: cross-site\r\n", "x"),
                                          request_text("GET", "/talk"),
                                          "GET / HTTP/1.1\r\n\r\n",
                                          "nonsense\r\n\r\n"};
  for (const std::string& request : requests) {
    CAPTURE(request);
    const RawAnswer answer = ask(server.port(), request);
    CHECK(answer.status >= 200);
    CHECK(answer.field("Content-Security-Policy") ==
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
          "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'");
    CHECK(answer.field("X-Content-Type-Options") == "nosniff");
    CHECK(answer.field("Referrer-Policy") == "same-origin");
    CHECK(answer.field("Cross-Origin-Opener-Policy") == "same-origin");
    CHECK(answer.field("Cross-Origin-Resource-Policy") == "same-origin");
    CHECK(answer.field("Permissions-Policy").starts_with("camera=(self), "));
    CHECK(answer.field("Strict-Transport-Security") == "max-age=31536000");
    CHECK(answer.field("Content-Type").find("charset=utf-8") != std::string::npos);
    CHECK(answer.field("Server").empty());
    CHECK(answer.field("Access-Control-Allow-Origin").empty());
  }
  const TestServer plain;
  CHECK(ask(plain.port(), request_text("GET", "/hello")).field("Strict-Transport-Security").empty());
}

TEST_CASE("a request for another host is 421, however it names it, and the connection goes on") {
  const TestServer server([](auto& options) { options.public_url = "https://digits.example"; });
  const auto status = [&](const std::string& target, const std::string& host) {
    return ask(server.port(), "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status;
  };
  for (const char* host : {"digits.example", "digits.example:8443", "localhost", "127.0.0.1:80", "[::1]"}) {
    CAPTURE(host);
    CHECK(status("/hello", host) == 200);
  }
  for (const char* host : {"evil.example", "127.0.0.1.evil.example", "192.0.2.1", ""}) {
    CAPTURE(host);
    CHECK(status("/hello", host) == 421);
    CHECK(status("/nowhere", host) == 421);
    CHECK(status("/talk", host) == 421);
  }
  CHECK(status("http://digits.example/hello", "digits.example") == 200);
  CHECK(status("http://evil.example/hello", "digits.example") == 421);
  CHECK(status("http://digits.example/hello", "evil.example") == 421);
  CHECK(status("http://digits.example@evil.example/hello", "digits.example") == 421);
  CHECK(ask(server.port(), "GET /hello HTTP/1.1\r\n\r\n").status == 400);
  RawClient client(server.port());
  client.send("POST /echo HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 4\r\n\r\nbody" +
              request_text("GET", "/hello"));
  const RawAnswer refused = client.read_answer();
  CHECK(refused.status == 421);
  CHECK(refused.body.find("This server does not answer for that host name.") != std::string::npos);
  CHECK(client.read_answer().body == "hello");
}

TEST_CASE("a request that a page of another site sent is 403") {
  const TestServer server([](auto& options) { options.public_url = "https://digits.example"; });
  const auto status = [&](const std::string& lines) {
    return ask(server.port(), request_text("POST", "/echo", lines, "x")).status;
  };
  CHECK(status("Sec-Fetch-Site: cross-site\r\n") == 403);
  CHECK(status("Sec-Fetch-Site: same-site\r\nOrigin: https://digits.example\r\n") == 403);
  CHECK(status("Sec-Fetch-Site: same-origin\r\nOrigin: https://elsewhere.example\r\n") == 200);
  CHECK(status("Sec-Fetch-Site: none\r\n") == 200);
  CHECK(status("Origin: https://digits.example\r\n") == 200);
  CHECK(status("Origin: https://digits.example:443\r\n") == 200);
  CHECK(status("Origin: http://digits.example\r\n") == 403);
  CHECK(status("Origin: https://digits.example.evil.example\r\n") == 403);
  CHECK(status("Origin: null\r\n") == 403);
  CHECK(status("Referer: https://digits.example/recognise\r\n") == 200);
  CHECK(status("Referer: https://evil.example/https://digits.example/\r\n") == 403);
  CHECK(status("Cookie: sid=1\r\n") == 403);
  CHECK(status("") == 200);
  CHECK(ask(server.port(), request_text("GET", "/hello", "Sec-Fetch-Site: cross-site\r\n")).status == 200);
}

TEST_CASE("a client that recognises too often is 429 with Retry-After, and others are not") {
  const TestServer server([](auto& options) {
    options.limits.recognitions_per_second = 2;
    options.limits.recognition_burst = 3;
  });
  const std::string request = request_text("POST", "/recognize", "", "x");
  RawClient client(server.port());
  for (int i = 0; i < 3; ++i) {
    client.send(request);
    CHECK(client.read_answer().status == 200);
  }
  client.send(request);
  const RawAnswer refused = client.read_answer();
  CHECK(refused.status == 429);
  CHECK(refused.field("Retry-After") == "1");
  CHECK(ask(server.port(), request_text("GET", "/hello")).status == 200);
  RawClient other(server.port(), "127.0.0.2");
  other.send(request);
  CHECK(other.read_answer().status == 200);
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
  client.send(request);  // on the connection that was refused
  CHECK(client.read_answer().status == 200);
}

TEST_CASE("X-Forwarded-For is believed from trusted proxies alone, and back to the last hop that is none") {
  const TestServer server([](auto& options) { options.trusted_proxies = {"127.0.0.1", "10.0.0.0/8"}; });
  const auto client_of = [&](const std::string& lines, const std::string& from = "") {
    RawClient client(server.port(), from);
    client.send(request_text("GET", "/client", lines));
    return client.read_answer().body;
  };
  CHECK(client_of("") == "127.0.0.1");
  CHECK(client_of("X-Forwarded-For: 192.0.2.7\r\n") == "192.0.2.7");
  CHECK(client_of("X-Forwarded-For: 6.6.6.6, 192.0.2.7, 10.1.2.3\r\n") == "192.0.2.7");
  CHECK(client_of("X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 2001:db8::7\r\n") == "2001:db8::7");
  CHECK(client_of("X-Forwarded-For: 6.6.6.6, nonsense\r\n") == "127.0.0.1");
  CHECK(client_of("X-Forwarded-For: 192.0.2.7\r\n", "127.0.0.9") == "127.0.0.9");
}

TEST_CASE("a stream of events goes on until there are no more, and then the connection ends") {
  const TestServer server;
  RawClient client(server.port());
  CHECK(client.send(request_text("GET", "/count")));
  const std::string all = client.read_rest();
  CHECK(all.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(all.find("Content-Type: text/event-stream\r\n") != std::string::npos);
  CHECK(all.find("Content-Length") == std::string::npos);
  CHECK(all.ends_with("\r\n\r\ndata: 1\n\ndata: 3\n\n"));
}

TEST_CASE("a client that leaves ends its stream of events, and so does a server that stops") {
  TestServer server;
  {
    RawClient leaving(server.port());
    CHECK(leaving.send(request_text("GET", "/count")));
    (void)leaving.read_bytes(1);
  }
  RawClient staying(server.port());
  CHECK(staying.send(request_text("GET", "/count")));
  (void)staying.read_bytes(1);
  CHECK(server.stop() < std::chrono::milliseconds(1000));
  CHECK(staying.is_closed_within(std::chrono::milliseconds(1000)));
}
