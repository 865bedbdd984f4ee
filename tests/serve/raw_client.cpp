#include "serve/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace digitnet::test {
namespace {

using Clock = std::chrono::steady_clock;

sockaddr_in loopback(const std::string& address, std::uint16_t port) {
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_port = htons(port);
  inet_pton(AF_INET, address.c_str(), &place.sin_addr);
  return place;
}

void check(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
}

int milliseconds_until(Clock::time_point end) {
  return static_cast<int>(std::max<long>(0, std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count()));
}

std::string_view next_line(std::string_view& text) {
  const std::size_t end = text.find("\r\n");
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
  return line;
}

RawAnswer parse_answer_head(std::string_view head) {
  RawAnswer answer;
  const std::string_view status_line = next_line(head);
  if (status_line.starts_with("HTTP/1.1 ")) answer.status = std::stoi(std::string(status_line.substr(9, 3)));
  while (!head.empty()) {
    const std::string_view line = next_line(head);
    const std::size_t colon = line.find(": ");
    if (colon != std::string_view::npos) answer.fields.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  return answer;
}

}  // namespace

std::string RawAnswer::field(std::string_view name) const {
  const std::string wanted(name);
  std::string value;
  int count = 0;
  for (const auto& [field_name, field_value] : fields) {
    if (strcasecmp(field_name.c_str(), wanted.c_str()) != 0) continue;
    value = field_value;
    ++count;
  }
  return count > 1 ? "(several)" : value;
}

RawClient::RawClient(std::uint16_t port, const std::string& from) {
  check(socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  if (!from.empty()) {
    const sockaddr_in source = loopback(from, 0);
    check(bind(socket_, reinterpret_cast<const sockaddr*>(&source), sizeof source), "bind");
  }
  const sockaddr_in server = loopback("127.0.0.1", port);
  check(connect(socket_, reinterpret_cast<const sockaddr*>(&server), sizeof server), "connect");
}

RawClient::~RawClient() {
  if (socket_ >= 0) close(socket_);
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    pollfd ready{socket_, POLLOUT, 0};
    if (poll(&ready, 1, 1000) <= 0) return false;
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) return false;
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawClient::finish_sending() {
  shutdown(socket_, SHUT_WR);
}

bool RawClient::receive(Clock::time_point end) {
  pollfd ready{socket_, POLLIN, 0};
  if (is_at_end_ || poll(&ready, 1, milliseconds_until(end)) <= 0) return false;
  std::array<char, 65536> block;
  const ssize_t got = recv(socket_, block.data(), block.size(), 0);
  if (got <= 0) is_at_end_ = true;
  if (got > 0) rest_.append(block.data(), static_cast<std::size_t>(got));
  return got > 0;
}

RawAnswer RawClient::read_answer(bool has_body, Milliseconds limit) {
  const auto end = Clock::now() + limit;
  std::size_t head_end = 0;
  while ((head_end = rest_.find("\r\n\r\n")) == std::string::npos) {
    if (!receive(end)) return {};
  }
  RawAnswer answer = parse_answer_head(std::string_view(rest_).substr(0, head_end + 2));
  rest_.erase(0, head_end + 4);
  const std::string length = answer.field("Content-Length");
  const std::size_t bytes = has_body && !length.empty() ? std::stoul(length) : 0;
  answer.body = read_bytes(bytes, limit);
  if (answer.body.size() < bytes) answer.status = 0;
  return answer;
}

std::string RawClient::read_bytes(std::size_t count, Milliseconds limit) {
  const auto end = Clock::now() + limit;
  while (rest_.size() < count && receive(end)) {
  }
  std::string bytes = rest_.substr(0, count);
  rest_.erase(0, count);
  return bytes;
}

std::string RawClient::read_rest(Milliseconds limit) {
  const auto end = Clock::now() + limit;
  while (receive(end)) {
  }
  return std::exchange(rest_, {});
}

bool RawClient::is_closed_within(Milliseconds limit) {
  (void)read_rest(limit);
  return is_at_end_;
}

std::string request_text(const std::string& method, const std::string& path, const std::string& more_lines,
                         const std::string& body) {
  std::string text = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + more_lines;
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + body;
}

RawAnswer ask(std::uint16_t port, const std::string& request) {
  RawClient client(port);
  client.send(request);
  return client.read_answer(!request.starts_with("HEAD "));
}

}  // namespace digitnet::test
