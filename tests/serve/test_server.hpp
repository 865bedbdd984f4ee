#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "server.hpp"
#include "server_metrics.hpp"

namespace digitnet::test {

/// A server in this process with routes that do what tests need:
/// `GET /hello` answers "hello"; `POST /echo` its body, at most 1 MB; `POST /slow` "slow", from another thread after
/// 300 ms; `GET /block` keeps a thread of the server for 300 ms; `GET /large` answers 24 MB;
/// `GET /throw` throws, `GET /misread` a FormatError;
/// `GET /count` is a stream of the events 1 and 3; `GET /forget` never answers; `GET /twice` answers twice; `GET
/// /split` tries to smuggle a field; `GET /client` the address of the client; `GET /files/*` the path; `POST
/// /recognize` takes tokens;
/// `/talk` is a WebSocket that echoes, `/read` one that takes tokens.
class TestServer {
 public:
  explicit TestServer(const std::function<void(serve::ServerOptions&)>& change = [](serve::ServerOptions&) {});
  ~TestServer();

  [[nodiscard]] std::uint16_t port() const { return server_.port(); }
  [[nodiscard]] const serve::ServerMetrics& metrics() const { return *metrics_; }
  serve::Server& server() { return server_; }
  /// Stops it, and says how long that took.
  std::chrono::milliseconds stop();

 private:
  std::shared_ptr<serve::ServerMetrics> metrics_ = std::make_shared<serve::ServerMetrics>();
  serve::Server server_;
  std::thread thread_;
};

}  // namespace digitnet::test
