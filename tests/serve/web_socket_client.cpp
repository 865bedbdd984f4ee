#include "serve/web_socket_client.hpp"

namespace digitnet::test {

int Frame::close_code() const {
  if (opcode != 8 || payload.size() < 2) return 0;
  return static_cast<unsigned char>(payload[0]) * 256 + static_cast<unsigned char>(payload[1]);
}

WebSocketClient::WebSocketClient(std::uint16_t port, const std::string& path, const std::string& origin)
    : client_(port) {
  client_.send(request_text("GET", path,
                            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            "Sec-WebSocket-Extensions: permessage-deflate\r\n" +
                                (origin.empty() ? "" : "Origin: " + origin + "\r\n")));
  opening_ = client_.read_answer();
}

void WebSocketClient::send(int opcode, const std::string& payload) {
  std::string frame(1, static_cast<char>(0x80 | opcode));
  const std::size_t size = payload.size();
  if (size < 126) {
    frame += static_cast<char>(0x80 | size);
  } else if (size < 65536) {
    frame += static_cast<char>(0x80 | 126);
    frame += {static_cast<char>(size >> 8), static_cast<char>(size & 255)};
  } else {
    frame += static_cast<char>(0x80 | 127);
    for (int shift = 56; shift >= 0; shift -= 8) frame += static_cast<char>(size >> shift & 255);
  }
  client_.send(frame + std::string(4, '\0') + payload);  // a mask of zeros
}

Frame WebSocketClient::read(std::chrono::milliseconds limit) {
  const std::string start = client_.read_bytes(2, limit);
  if (start.size() < 2) return {};
  std::size_t size = static_cast<unsigned char>(start[1]);
  if (size >= 126) {
    const std::string length = client_.read_bytes(size == 126 ? 2 : 8, limit);
    size = 0;
    for (const char c : length) size = size << 8 | static_cast<unsigned char>(c);
  }
  return {start[0] & 15, client_.read_bytes(size, limit)};
}

std::string WebSocketClient::talk(const std::string& message) {
  send(2, message);
  return read().payload;
}

}  // namespace digitnet::test
