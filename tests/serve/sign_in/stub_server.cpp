#include "serve/sign_in/stub_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace digitnet::test {
namespace {

// Head and body.
std::string read_request(int connection) {
  std::string text;
  std::array<char, 4096> block{};
  for (;;) {
    const std::size_t head_end = text.find("\r\n\r\n");
    if (head_end != std::string::npos) {
      const std::size_t field = text.find("Content-Length: ");
      const std::size_t body = field < head_end ? std::stoul(text.substr(field + 16)) : 0;
      if (text.size() >= head_end + 4 + body) return text;
    }
    const ssize_t size = read(connection, block.data(), block.size());
    if (size <= 0) return {};
    text.append(block.data(), static_cast<std::size_t>(size));
  }
}

bool send_all(int connection, const std::string& text) {
  std::size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t size = send(connection, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (size <= 0) return false;
    sent += static_cast<std::size_t>(size);
  }
  return true;
}

}  // namespace

StubServer::StubServer(Answer answer) : answer_(std::move(answer)), listener_(socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* place = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  if (bind(listener_, place, size) != 0 || listen(listener_, 16) != 0 || getsockname(listener_, place, &size) != 0) {
    throw std::runtime_error("no server on loopback");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

StubServer::~StubServer() {
  stops_ = true;
  thread_.join();
  close(listener_);
  for (const int connection : unanswered_) close(connection);
}

std::string StubServer::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + path;
}

std::vector<std::string> StubServer::requests() const {
  const std::scoped_lock lock(guard_);
  return requests_;
}

int StubServer::count(const std::string& start) const {
  const auto all = requests();
  return static_cast<int>(std::ranges::count_if(all, [&](const std::string& text) { return text.starts_with(start); }));
}

void StubServer::serve() {
  while (!stops_) {
    pollfd file{listener_, POLLIN, 0};
    if (poll(&file, 1, 20) == 1) answer_one(accept(listener_, nullptr, nullptr));
  }
}

void StubServer::answer_one(int connection) {
  const std::string request = read_request(connection);
  {
    const std::scoped_lock lock(guard_);
    requests_.push_back(request);
  }
  const std::string text = answer_(request);
  if (text.empty()) {
    unanswered_.push_back(connection);
    return;
  }
  if (drips_) {
    send_slowly(connection, text);
  } else {
    send_all(connection, text);
  }
  close(connection);
}

void StubServer::send_slowly(int connection, const std::string& text) const {
  for (const char c : text) {
    if (stops_ || !send_all(connection, std::string(1, c))) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

std::string http_answer(const std::string& body, const std::string& status, const std::string& more_fields) {
  return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n" + more_fields +
         "Connection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace digitnet::test
