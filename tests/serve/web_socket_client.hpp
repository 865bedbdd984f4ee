#pragma once

#include <cstdint>
#include <string>

#include "serve/raw_client.hpp"

namespace digitnet::test {

/// What comes in one frame.
struct Frame {
  int opcode = -1;  ///< 1 text, 2 binary, 8 close, 9 ping, 10 pong; -1: nothing came
  std::string payload;

  /// Of a close frame.
  [[nodiscard]] int close_code() const;
};

/// A WebSocket written by hand.
class WebSocketClient {
 public:
  WebSocketClient(std::uint16_t port, const std::string& path, const std::string& origin);

  [[nodiscard]] const RawAnswer& opening() const { return opening_; }
  void send(int opcode, const std::string& payload);
  Frame read(std::chrono::milliseconds limit = std::chrono::milliseconds(5000));
  /// Sends a binary message and reads the answer.
  std::string talk(const std::string& message);
  RawClient& connection() { return client_; }

 private:
  RawClient client_;
  RawAnswer opening_;
};

}  // namespace digitnet::test
