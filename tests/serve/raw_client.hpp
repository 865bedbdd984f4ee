#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace digitnet::test {

/// What a server answered, taken apart by hand; `status` 0 when there was no whole answer.
struct RawAnswer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;

  /// The value of the only field of that name, whatever its case; empty when there is none, `(several)` when several.
  [[nodiscard]] std::string field(std::string_view name) const;
};

/// A TCP connection that sends whatever bytes it is told to.
class RawClient {
 public:
  using Milliseconds = std::chrono::milliseconds;

  /// Connects to a port of this machine; from another address of 127.0.0.0/8 when one is named.
  explicit RawClient(std::uint16_t port, const std::string& from = "");
  ~RawClient();
  RawClient(RawClient&& other) noexcept : socket_(std::exchange(other.socket_, -1)), rest_(std::move(other.rest_)) {}
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// False when the server has gone, or takes nothing for a second.
  bool send(std::string_view bytes);
  void finish_sending();
  /// Answers of a HEAD have no body, whatever their Content-Length.
  RawAnswer read_answer(bool has_body = true, Milliseconds limit = Milliseconds(5000));
  /// All that comes until the server closes, or `limit` has passed.
  std::string read_rest(Milliseconds limit = Milliseconds(5000));
  /// Whether the server closes within `limit`; what it sends before is thrown away.
  bool is_closed_within(Milliseconds limit);
  /// `count` bytes, or fewer when the server closes or `limit` passes.
  std::string read_bytes(std::size_t count, Milliseconds limit = Milliseconds(5000));

 private:
  bool receive(std::chrono::steady_clock::time_point end);

  int socket_ = -1;
  std::string rest_;
  bool is_at_end_ = false;
};

/// `method path` with a Host and more header lines, each ending in CRLF; with a Content-Length when there is a body.
std::string request_text(const std::string& method, const std::string& path, const std::string& more_lines = "",
                         const std::string& body = "");

/// The answer to one request on a connection of its own.
RawAnswer ask(std::uint16_t port, const std::string& request);

}  // namespace digitnet::test
