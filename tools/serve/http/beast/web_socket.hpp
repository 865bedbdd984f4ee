#pragma once

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "io_thread.hpp"
#include "pending_answer.hpp"
#include "read_head.hpp"
#include "request_id.hpp"

namespace digitnet::serve {

/// What a WebSocket was opened with.
struct SocketOpening {
  Request request;
  std::string logged_path;
  const SocketRoute* route = nullptr;
  std::size_t route_number = 0;
  Address client{};
};

/// One WebSocket: reads a message, lets it be answered, reads the next. A client that sends faster than it may is
/// read more slowly, so that its own newest message is what it has to choose.
template <typename Stream>
class WebSocketSession final : public OpenConnection {
 public:
  WebSocketSession(IoThread& thread, Stream stream, SocketOpening opening, ConnectionCounter::Ticket ticket)
      : OpenConnection(thread),
        socket_(std::move(stream)),
        opening_(std::move(opening)),
        ticket_(std::move(ticket)),
        timer_(thread.context),
        messages_(thread.service.options.limits.messages_per_second),
        opened_(SteadyClock::now()) {
    service().metrics->sockets.fetch_add(1, std::memory_order_relaxed);
    service().metrics->connections.fetch_add(1, std::memory_order_relaxed);
  }
  ~WebSocketSession() override {
    service().metrics->sockets.fetch_sub(1, std::memory_order_relaxed);
    service().metrics->connections.fetch_sub(1, std::memory_order_relaxed);
    const auto time = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - opened_);
    const Request& request = opening_.request;
    service().log.write({request.id, request.client, request.method, opening_.logged_path, 101, sent_bytes_, time});
  }

  void start() {
    const ServerLimits& limits = service().options.limits;
    namespace websocket = beast::websocket;
    // Pings go out after half of the idle time: a peer that answers them may stay.
    socket_.set_option(websocket::stream_base::timeout{limits.header, limits.idle, true});
    socket_.read_message_max(limits.message_bytes);
    socket_.auto_fragment(false);
    socket_.set_option(
        websocket::stream_base::decorator([id = opening_.request.id, &fields = service().answer_head.security_fields()](
                                              websocket::response_type& response) {
          response.set("X-Request-Id", id);
          response.set("Date", http_date());
          response.set("Server", "digitnet");  // else Beast puts its own name and version there
          for (const Field& field : fields) response.set(field.name, field.value);
        }));
    request_ = handshake();
    socket_.async_accept(request_, [self = self()](error_code error) {
      const auto time = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - self->opened_);
      self->service().metrics->count_request(self->opening_.route_number, 101, time);
      if (!error) self->read();
    });
  }

  void check_deadline(SteadyClock::time_point) override {}  // Beast keeps a WebSocket's time

  void drain() override {
    drains_ = true;
    if (!is_answering_) close();
  }

  void abort() override {
    timer_.cancel();
    error_code ignored;
    socket_of(socket_.next_layer()).close(ignored);
  }

  // --- from PendingAnswer
  void on_answer(std::string text) { write(std::move(text)); }
  void on_no_answer() { write_error({500, "The server failed to answer this message."}); }

 private:
  // What the guard has checked and nothing else, so that Beast has nothing to refuse in an answer of its own.
  BeastRequest handshake() const {
    BeastRequest request{beast::http::verb::get, "/", 11};
    request.set("Host", "localhost");
    request.set("Connection", "Upgrade");
    request.set("Upgrade", "websocket");
    request.set("Sec-WebSocket-Version", "13");
    request.set("Sec-WebSocket-Key", std::string(opening_.request.field("Sec-WebSocket-Key")));
    return request;
  }

  void read() {
    if (drains_) return close();
    is_answering_ = false;
    buffer_.consume(buffer_.size());
    socket_.async_read(buffer_, [self = self()](error_code error, std::size_t) {
      if (!error) self->on_message();
    });
  }

  void on_message() {
    is_answering_ = true;
    received_ = SteadyClock::now();
    if (!opening_.route->recognizes) return handle();
    const auto wait = service().take_token(opening_.client);
    if (wait.count() == 0) return handle();
    if (wait > kLongestWait) return write_error(too_many_requests(wait));
    after(wait, [](WebSocketSession& session) {
      const auto still = session.service().take_token(session.opening_.client);
      still.count() == 0 ? session.handle() : session.write_error(too_many_requests(still));
    });
  }

  void handle() {
    const auto pending =
        std::make_shared<PendingAnswer<WebSocketSession, std::string>>(self(), thread_.context.get_executor());
    try {
      opening_.route->handler(beast::buffers_to_string(buffer_.data()),
                              [pending](std::string text) { pending->give(std::move(text)); });
    } catch (const std::exception&) {
      pending->give(error_text({500, "The server failed to answer this message."}));
    }
  }

  std::string error_text(const Refusal& refusal) const {
    return "{\"error\":" + service().refuse(opening_.request, refusal).body + "}";
  }
  void write_error(const Refusal& refusal) { write(error_text(refusal)); }

  void write(std::string text) {
    answer_ = std::move(text);
    socket_.text(true);
    socket_.async_write(net::buffer(answer_), [self = self()](error_code error, std::size_t count) {
      if (error) return;
      self->sent_bytes_ += count;
      self->service().metrics->count_message(
          std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - self->received_));
      self->read_in_time();
    });
  }

  void read_in_time() {
    const double rate = service().options.limits.messages_per_second;
    const auto wait = messages_.take(rate, rate, SteadyClock::now());
    if (wait.count() == 0) return read();
    after(wait, [](WebSocketSession& session) {
      (void)session.messages_.take(session.service().options.limits.messages_per_second,
                                   session.service().options.limits.messages_per_second, SteadyClock::now());
      session.read();
    });
  }

  template <typename Next>
  void after(SteadyClock::duration wait, Next next) {
    timer_.expires_after(wait);
    timer_.async_wait([self = self(), next](error_code error) {
      if (!error) next(*self);
    });
  }

  void close() {
    if (std::exchange(closes_, true)) return;
    socket_.async_close(beast::websocket::close_code::going_away, [self = self()](error_code) {});
  }

  static constexpr std::chrono::milliseconds kLongestWait{250};

  std::shared_ptr<WebSocketSession> self() { return std::static_pointer_cast<WebSocketSession>(shared_from_this()); }
  Service& service() const { return thread_.service; }

  beast::websocket::stream<Stream, false> socket_;  // false: no permessage-deflate
  SocketOpening opening_;
  ConnectionCounter::Ticket ticket_;
  net::steady_timer timer_;
  TokenBucket messages_;
  SteadyClock::time_point opened_;
  SteadyClock::time_point received_;
  BeastRequest request_;
  beast::flat_buffer buffer_;
  std::string answer_;
  std::uint64_t sent_bytes_ = 0;
  bool is_answering_ = true;
  bool drains_ = false;
  bool closes_ = false;
};

}  // namespace digitnet::serve
