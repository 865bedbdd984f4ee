#include <doctest/doctest.h>

#include <atomic>
#include <limits>
#include <memory>
#include <system_error>
#include <thread>
#include <vector>

#include "digitnet/error.hpp"
#include "serve/raw_client.hpp"
#include "serve/test_server.hpp"

using namespace digitnet::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

std::chrono::milliseconds since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
}

void quick_deadlines(digitnet::serve::ServerOptions& options) {
  options.limits.header = 400ms;
  options.limits.body = 3000ms;
  options.limits.idle = 700ms;
  options.limits.write = 500ms;
}

}  // namespace

TEST_CASE("a head that drips in is answered 408 at the head's deadline, however alive it is") {
  const TestServer server(quick_deadlines);
  RawClient client(server.port());
  const auto start = Clock::now();
  client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\nX: ");
  while (since(start) < 350ms) {
    client.send("y");
    std::this_thread::sleep_for(50ms);
  }
  CHECK(client.read_answer().status == 408);
  CHECK(since(start) < 900ms);
  CHECK(client.is_closed_within(3000ms));
  CHECK(server.metrics().timed_out == 1);
}

TEST_CASE("a body that stops is cut at its deadline, one that drips after two seconds") {
  const TestServer server([](auto& options) {
    quick_deadlines(options);
    options.limits.body = 600ms;
  });
  RawClient stopped(server.port());
  const auto start = Clock::now();
  stopped.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc");
  CHECK(stopped.read_answer().status == 408);
  CHECK(since(start) >= 600ms);
  CHECK(since(start) < 1200ms);

  const TestServer patient([](auto& options) { options.limits.body_bytes_per_second = 10000; });
  RawClient dripping(patient.port());
  const auto drip_start = Clock::now();
  dripping.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n");
  for (int i = 0; i < 19; ++i) {
    CHECK(dripping.send(std::string(100, 'x')));
    std::this_thread::sleep_for(100ms);
  }
  CHECK(dripping.read_answer().status == 408);
  CHECK(since(drip_start) >= 2000ms);
  CHECK(since(drip_start) < 2800ms);
}

TEST_CASE("an idle connection is closed without a word, one at work is not") {
  const TestServer server(quick_deadlines);
  RawClient idle(server.port());
  idle.send(request_text("GET", "/hello"));
  CHECK(idle.read_answer().status == 200);
  const auto start = Clock::now();
  CHECK(idle.read_rest(3000ms).empty());
  CHECK(since(start) >= 600ms);
  CHECK(since(start) < 1300ms);
  const TestServer hasty([](auto& options) { options.limits.idle = 100ms; });
  CHECK(ask(hasty.port(), request_text("POST", "/slow")).body == "slow");
}

TEST_CASE("a client that does not take its answer is cut off at the write deadline") {
  const TestServer server(quick_deadlines);
  RawClient client(server.port());
  const std::string body(1 << 20, 'x');
  const auto start = Clock::now();
  for (int i = 0; i < 40 && client.send(request_text("POST", "/echo", "", body)); ++i) {
  }
  CHECK(since(start) < 6000ms);
  CHECK(server.metrics().timed_out >= 1);
}

TEST_CASE("an answer may take longer than the write deadline, while the client takes more and more of it") {
  const TestServer server([](auto& options) { options.limits.write = 1500ms; });
  RawClient client(server.port());
  const auto start = Clock::now();
  client.send(request_text("GET", "/large", "Connection: close\r\n"));
  std::size_t taken = 0;
  for (std::size_t got = 1; got > 0; taken += got) {
    got = client.read_bytes(512 << 10).size();
    std::this_thread::sleep_for(100ms);
  }
  CHECK(taken > 24u << 20);
  CHECK(since(start) > 4000ms);
  CHECK(server.metrics().timed_out == 0);
}

TEST_CASE("a client that takes its answer in drips is cut off when that is too slow on average") {
  const TestServer server([](auto& options) { options.limits.body_bytes_per_second = 4 << 20; });
  RawClient client(server.port());
  client.send(request_text("GET", "/large"));
  const auto start = Clock::now();
  while (server.metrics().timed_out == 0 && since(start) < 6000ms) {
    CHECK(client.read_bytes(16 << 10).size() == 16 << 10);
    std::this_thread::sleep_for(50ms);
  }
  CHECK(server.metrics().timed_out == 1);
  CHECK(since(start) >= 2000ms);
}

TEST_CASE("connections beyond the caps are told 503, and one that ends makes room") {
  const TestServer server([](auto& options) {
    options.limits.connections = 4;
    options.limits.connections_per_address = 2;
  });
  const auto connect = [&](const std::string& from) {
    auto client = std::make_unique<RawClient>(server.port(), from);
    client->send(request_text("GET", "/hello"));
    return client;
  };
  auto first = connect("127.0.0.1");
  auto second = connect("127.0.0.1");
  CHECK(first->read_answer().status == 200);
  CHECK(second->read_answer().status == 200);
  const auto third = connect("127.0.0.1")->read_answer();
  CHECK((third.status == 503 || third.status == 0));  // a reset may overtake the answer
  auto fourth = connect("127.0.0.2");
  auto fifth = connect("127.0.0.3");
  CHECK(fourth->read_answer().status == 200);
  CHECK(fifth->read_answer().status == 200);
  CHECK(connect("127.0.0.4")->read_answer().status != 200);
  CHECK(server.metrics().refused_connections == 2);
  first.reset();
  std::this_thread::sleep_for(200ms);
  CHECK(connect("127.0.0.1")->read_answer().status == 200);
}

TEST_CASE("a rate that a clock could not keep is refused") {
  for (const double rate : {0.0009, 1e-300, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    CHECK_THROWS_AS(TestServer([&](auto& options) { options.limits.recognitions_per_second = rate; }),
                    digitnet::ArgumentError);
  }
}

TEST_CASE("the refusal beyond a cap names when to come again") {
  const TestServer server([](auto& options) { options.limits.connections = 1; });
  RawClient first(server.port());
  first.send(request_text("GET", "/hello"));
  CHECK(first.read_answer().status == 200);
  RawClient second(server.port());  // sends nothing, so that nothing resets it
  const RawAnswer answer = second.read_answer();
  CHECK(answer.status == 503);
  CHECK(answer.field("Retry-After") == "1");
  CHECK(answer.field("X-Content-Type-Options") == "nosniff");
}

TEST_CASE("a stopping server answers what is under way, closes the rest and takes no more") {
  TestServer server;
  RawClient idle(server.port());
  idle.send(request_text("GET", "/hello"));
  CHECK(idle.read_answer().status == 200);
  RawClient busy(server.port());
  busy.send(request_text("POST", "/slow"));
  RawClient sending(server.port());
  sending.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\nabc");
  std::this_thread::sleep_for(100ms);
  std::thread stopping([&] { CHECK(server.stop() < 5000ms); });
  std::this_thread::sleep_for(100ms);
  CHECK(idle.is_closed_within(0ms));
  CHECK_THROWS(RawClient(server.port()));
  sending.send("def");
  const RawAnswer echoed = sending.read_answer();
  CHECK(echoed.body == "abcdef");
  CHECK(echoed.field("Connection") == "close");
  CHECK(busy.read_answer().body == "slow");
  CHECK(busy.is_closed_within(3000ms));
  stopping.join();
}

TEST_CASE("a stopping server answers requests that have come but were not read, on new connections and on old ones") {
  TestServer server([](auto& options) { options.threads = 1; });
  std::vector<std::unique_ptr<RawClient>> clients;
  const auto connect = [&] { return clients.emplace_back(std::make_unique<RawClient>(server.port())).get(); };
  for (int i = 0; i < 5; ++i) {
    connect()->send(request_text("GET", "/hello"));
    CHECK(clients.back()->read_answer().field("Connection").empty());
  }
  RawClient blocking(server.port());
  blocking.send(request_text("GET", "/block"));
  std::this_thread::sleep_for(100ms);
  for (const auto& client : clients) client->send(request_text("GET", "/hello"));
  for (int i = 0; i < 30; ++i) connect()->send(request_text("POST", "/echo", "", "hello"));
  RawClient late(server.port());
  RawClient silent(server.port());
  RawClient upgrading(server.port());
  upgrading.send(
      request_text("GET", "/talk",
                   "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                   "dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://127.0.0.1:" +
                       std::to_string(server.port()) + "\r\n"));
  std::thread stopping([&] { CHECK(server.stop() < 3500ms); });
  std::this_thread::sleep_for(400ms);  // the thread is free again
  late.send(request_text("GET", "/hello"));
  for (const auto& client : clients) {
    const RawAnswer answer = client->read_answer();
    CHECK(answer.body == "hello");
    CHECK(answer.field("Connection") == "close");
  }
  CHECK(blocking.read_answer().body == "blocked");
  CHECK(late.read_answer().body == "hello");
  CHECK(upgrading.read_answer().status == 503);
  CHECK(silent.is_closed_within(2000ms));
  clients.clear();
  stopping.join();
}

TEST_CASE("of clients that connect and ask again and again, none loses its answer when the server stops") {
  for (int round = 0; round < 5; ++round) {
    TestServer server;
    const std::uint16_t port = server.port();
    std::atomic<int> answered = 0;
    std::atomic<int> lost = 0;
    const auto ask_on = [&] {
      try {
        for (;;) {
          RawClient client(port);  // throws once nobody listens
          const bool is_answered = client.send(request_text("GET", "/hello", "Connection: close\r\n")) &&
                                   client.read_answer().body == "hello";
          ++(is_answered ? answered : lost);
        }
      } catch (const std::system_error&) {
      }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back(ask_on);
    const auto start = Clock::now();
    while (answered <= 50 && since(start) < 10s) std::this_thread::sleep_for(5ms);
    (void)server.stop();
    for (std::thread& thread : threads) thread.join();
    CHECK(answered > 50);
    CHECK(lost == 0);
  }
}

TEST_CASE("what is still under way at the end of the drain is cut off") {
  TestServer server([](auto& options) { options.limits.drain = 300ms; });
  RawClient sending(server.port());
  sending.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\nabc");
  std::this_thread::sleep_for(100ms);
  const auto took = server.stop();
  CHECK(took >= 250ms);
  CHECK(took < 1500ms);
  CHECK(sending.is_closed_within(1000ms));
}
