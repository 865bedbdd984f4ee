#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace digitnet::test {

/// A server on loopback that answers what a test says, however wrong that is. One connection at a time.
class StubServer {
 public:
  /// What a request, head and body, is answered with, byte by byte as it is; empty: nothing ever.
  using Answer = std::function<std::string(const std::string& request)>;

  explicit StubServer(Answer answer);
  ~StubServer();
  StubServer(const StubServer&) = delete;
  StubServer& operator=(const StubServer&) = delete;

  [[nodiscard]] std::string url(const std::string& path = "") const;
  /// The requests that came by now.
  [[nodiscard]] std::vector<std::string> requests() const;
  /// How many of them begin so.
  [[nodiscard]] int count(const std::string& start) const;
  /// Sends answers a byte each 100 ms from now on.
  void drip() { drips_ = true; }

 private:
  void serve();
  void answer_one(int connection);
  void send_slowly(int connection, const std::string& text) const;

  Answer answer_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stops_ = false;
  std::atomic<bool> drips_ = false;
  mutable std::mutex guard_;
  std::vector<std::string> requests_;
  std::vector<int> unanswered_;
  std::thread thread_;
};

/// An answer of HTTP/1.1 that says how long it is.
[[nodiscard]] std::string http_answer(const std::string& body, const std::string& status = "200 OK",
                                      const std::string& more_fields = "");

}  // namespace digitnet::test
