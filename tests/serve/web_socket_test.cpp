#include "serve/web_socket_client.hpp"

#include <doctest/doctest.h>

#include <thread>

#include "serve/test_server.hpp"

using namespace digitnet::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr const char* kPage = "https://digits.example";

void at_example(digitnet::serve::ServerOptions& options) {
  options.public_url = kPage;
}

}  // namespace

TEST_CASE("a page of ours opens a WebSocket and gets an answer to each message") {
  const TestServer server(at_example);
  WebSocketClient socket(server.port(), "/talk", kPage);
  CHECK(socket.opening().status == 101);
  CHECK(socket.opening().field("Sec-WebSocket-Accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  CHECK(socket.opening().field("Sec-WebSocket-Extensions").empty());
  CHECK(socket.opening().field("X-Request-Id").size() == 16);
  CHECK(socket.opening().field("X-Content-Type-Options") == "nosniff");
  for (const char* message : {"one", "two", "three"}) CHECK(socket.talk(message) == message);
  const std::string longest(65536, 'x');
  CHECK(socket.talk(longest) == longest);
}

TEST_CASE("a page of another site, or nobody, opens none") {
  const TestServer server(at_example);
  for (const char* origin :
       {"", "null", "https://evil.example", "http://digits.example", "https://digits.example:8443"}) {
    CAPTURE(origin);
    CHECK(WebSocketClient(server.port(), "/talk", origin).opening().status == 403);
  }
  CHECK(WebSocketClient(server.port(), "/hello", kPage).opening().status == 200);
  const RawAnswer plain = ask(server.port(), request_text("GET", "/talk"));
  CHECK(plain.status == 426);
  CHECK(plain.field("Upgrade") == "websocket");
}

TEST_CASE("a handshake that cannot be answered is refused like any other request, and never in Beast's name") {
  const TestServer server(at_example);
  const std::string version = "Sec-WebSocket-Version: 13\r\n";
  const std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  const auto status = [&](const std::string& more, const std::string& start = "Connection: keep-alive, Upgrade\r\n",
                          const std::string& protocol = "HTTP/1.1") {
    const RawAnswer answer = ask(server.port(), "GET /talk " + protocol + "\r\nHost: localhost\r\nOrigin: " + kPage +
                                                    "\r\nUpgrade: websocket\r\n" + start + more + "\r\n");
    CAPTURE(more);
    CHECK(answer.field("Server").find("Beast") == std::string::npos);
    CHECK(answer.field("X-Request-Id").size() == 16);
    CHECK(answer.field("Date").ends_with(" GMT"));
    CHECK(answer.field("X-Content-Type-Options") == "nosniff");
    if (answer.status == 426) CHECK(answer.field("Upgrade") == "websocket");
    if (answer.status >= 400) CHECK(answer.body.find(answer.field("X-Request-Id")) != std::string::npos);
    return std::pair(answer.status, answer.field("Sec-WebSocket-Version"));
  };
  const auto refused = [](int code, const char* spoken = "") { return std::pair(code, std::string(spoken)); };
  CHECK(status(version + key) == refused(101));
  CHECK(status(version + key, "Connection: keep-alive\r\nConnection: upgrade\r\n") == refused(101));
  CHECK(status(key) == refused(426, "13"));
  CHECK(status("Sec-WebSocket-Version: 8\r\n" + key) == refused(426, "13"));
  CHECK(status(version) == refused(400));
  CHECK(status(version + key + key) == refused(400));
  for (const std::string wrong : {"", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25j*w==",
                                  "dGhlIHNhbXBsZSBub25jZWFh", "dGhlIHNhbXBsZSBub25jZWFhYQ=="}) {
    CHECK(status(version + "Sec-WebSocket-Key: " + wrong + "\r\n") == refused(400));
  }
  CHECK(status(version + key, "Connection: keep-alive\r\n") == refused(426));
  CHECK(status(version + key, "") == refused(426));
  CHECK(status(version + key, "Connection: Upgrade\r\n", "HTTP/1.0") == refused(426));
}

TEST_CASE("on a loopback address its other names are ours, too") {
  const TestServer server;
  const std::string port = std::to_string(server.port());
  CHECK(WebSocketClient(server.port(), "/talk", "http://localhost:" + port).opening().status == 101);
  CHECK(WebSocketClient(server.port(), "/talk", "http://127.0.0.1:" + port).opening().status == 101);
  CHECK(WebSocketClient(server.port(), "/talk", "http://localhost:1").opening().status == 403);
}

TEST_CASE("a message that is too long closes the WebSocket with 1009") {
  const TestServer server(at_example);
  WebSocketClient socket(server.port(), "/talk", kPage);
  socket.send(2, std::string(65537, 'x'));
  CHECK(socket.read().close_code() == 1009);
}

TEST_CASE("frames that the protocol forbids close it with 1002") {
  const TestServer server(at_example);
  WebSocketClient socket(server.port(), "/talk", kPage);
  socket.connection().send(
      std::string("\x82\x03"
                  "abc",
                  5));  // without a mask
  CHECK(socket.read().close_code() == 1002);
}

TEST_CASE("a client that sends faster than it may is read more slowly") {
  const TestServer server([](auto& options) {
    at_example(options);
    options.limits.messages_per_second = 10;
  });
  WebSocketClient socket(server.port(), "/talk", kPage);
  const auto start = Clock::now();
  for (int i = 0; i < 20; ++i) CHECK(socket.talk("x") == "x");
  CHECK(Clock::now() - start > 700ms);
  CHECK(Clock::now() - start < 3000ms);
}

TEST_CASE("messages to be read take tokens of the client, and without one are answered 429") {
  const TestServer server([](auto& options) {
    at_example(options);
    options.limits.recognitions_per_second = 0.1;
    options.limits.recognition_burst = 2;
  });
  WebSocketClient socket(server.port(), "/read", kPage);
  CHECK(socket.talk("x") == "x");
  CHECK(socket.talk("x") == "x");
  const std::string refused = socket.talk("x");
  CHECK(refused.starts_with("{\"error\":"));
  CHECK(refused.find("429") != std::string::npos);
  CHECK(ask(server.port(), request_text("POST", "/recognize", "", "x")).status == 429);
  WebSocketClient other(server.port(), "/talk", kPage);
  CHECK(other.talk("x") == "x");
}

TEST_CASE("a peer that answers pings may stay, one that does not is cut off") {
  const TestServer server([](auto& options) {
    at_example(options);
    options.limits.idle = 1000ms;
  });
  WebSocketClient alive(server.port(), "/talk", kPage);
  WebSocketClient dead(server.port(), "/talk", kPage);
  const auto start = Clock::now();
  while (Clock::now() - start < 2500ms) {
    const Frame frame = alive.read(100ms);
    if (frame.opcode == 9) alive.send(10, frame.payload);
  }
  CHECK(alive.talk("still here") == "still here");
  CHECK(dead.connection().is_closed_within(0ms));
}

TEST_CASE("a stopping server closes its WebSockets with 1001") {
  TestServer server(at_example);
  std::thread stopping;
  {
    WebSocketClient socket(server.port(), "/talk", kPage);
    CHECK(socket.talk("x") == "x");
    stopping = std::thread([&] { CHECK(server.stop() < 3000ms); });
    const Frame frame = socket.read();
    CHECK(frame.close_code() == 1001);
    socket.send(8, frame.payload);
    CHECK(socket.connection().is_closed_within(3000ms));
  }
  stopping.join();
}

TEST_CASE("WebSockets are counted while they are open") {
  const TestServer server(at_example);
  {
    WebSocketClient socket(server.port(), "/talk", kPage);
    CHECK(socket.talk("x") == "x");
    CHECK(server.metrics().sockets == 1);
    CHECK(server.metrics().connections == 1);
  }
  std::this_thread::sleep_for(200ms);
  CHECK(server.metrics().sockets == 0);
  CHECK(server.metrics().connections == 0);
}
