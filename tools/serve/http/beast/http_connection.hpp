#pragma once

#include <algorithm>
#include <array>
#include <boost/asio/write.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "answer_progress.hpp"
#include "digitnet/error.hpp"
#include "event_stream.hpp"
#include "head_scanner.hpp"
#include "io_thread.hpp"
#include "pending_answer.hpp"
#include "read_head.hpp"
#include "target.hpp"
#include "web_socket.hpp"

namespace digitnet::serve {

/// One connection of HTTP/1.1, plain or over TLS: reads a request, lets it be answered, reads the next.
///
/// Each phase has one operation under way and one deadline. What comes after the phase is decided where it ends, so the
/// file reads from top to bottom as a request goes: head, body, answer, end.
template <typename Stream>
class HttpConnection final : public OpenConnection {
 public:
  HttpConnection(IoThread& thread, Stream stream, const Address& peer, ConnectionCounter::Ticket ticket)
      : OpenConnection(thread),
        stream_(std::move(stream)),
        peer_(peer),
        local_(local_of(socket_of(stream_))),
        ticket_(std::move(ticket)),
        scanner_(limits().header_bytes, limits().header_fields) {
    service().metrics->connections.fetch_add(1, std::memory_order_relaxed);
  }
  ~HttpConnection() override {
    service().metrics->connections.fetch_sub(1, std::memory_order_relaxed);
    release_body();
  }

  void start() {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      enter(Phase::handshake, patience(limits().header));
      stream_.async_handshake(net::ssl::stream_base::server, [self = self()](error_code error) {
        if (!error && self->phase_ != Phase::closed) self->next_request();
      });
    } else {
      next_request();
    }
  }

  void check_deadline(SteadyClock::time_point now) override {
    if (!is_late(now) || phase_ == Phase::closed) return;
    deadline_ = SteadyClock::time_point::max();
    if (phase_ == Phase::head || phase_ == Phase::body) {
      service().metrics->timed_out.fetch_add(1, std::memory_order_relaxed);
      is_timed_out_ = true;  // its reader answers that when it is cancelled
      error_code ignored;
      socket_of(stream_).cancel(ignored);
      return;
    }
    if (phase_ == Phase::write) service().metrics->timed_out.fetch_add(1, std::memory_order_relaxed);
    abort();
  }

  void drain() override {
    error_code ignored;
    // The wait for a request ends; what was read by then, or can be, is still answered.
    if (phase_ == Phase::idle) socket_of(stream_).cancel(ignored);
    if (phase_ == Phase::handshake) deadline_ = std::min(deadline_, SteadyClock::now() + kLastWait);
    if (phase_ == Phase::linger && !has_unread_ && !can_read()) abort();
  }

  void abort() override {
    phase_ = Phase::closed;
    error_code ignored;
    socket_of(stream_).close(ignored);
  }

  // --- the answer, from PendingAnswer
  void on_answer(Response response) { write(std::move(response)); }
  void on_no_answer() { write(service().refuse(request_, {500, "The server failed to answer this request."})); }

 private:
  enum class Phase { handshake, idle, head, body, handler, write, linger, closed };

  // --- head
  void next_request() {
    scanner_.reset();
    refusal_.reset();
    is_timed_out_ = false;
    if (buffer_.size() > 0) {
      enter(Phase::head, limits().header);
      return on_head_bytes();
    }
    // Who has just connected is about to send.
    const bool is_fresh = started_ == SteadyClock::time_point{};
    if (service().drains && !is_fresh && !can_read()) return abort();
    enter(Phase::idle, patience(limits().idle));
    read_head();
  }

  void read_head() {
    stream_.async_read_some(buffer_.prepare(kReadBytes), [self = self()](error_code error, std::size_t count) {
      if (self->phase_ == Phase::closed) return;
      if (self->is_timed_out_) return self->refuse_head(408, "The head of the request took too long.");
      if (error == net::error::operation_aborted && self->phase_ == Phase::idle) return self->next_request();
      if (error) return self->abort();
      self->buffer_.commit(count);
      if (self->phase_ == Phase::idle) self->enter(Phase::head, self->limits().header);
      self->on_head_bytes();
    });
  }

  void on_head_bytes() {
    switch (scanner_.scan(buffered())) {
      case HeadScanner::State::incomplete:
        return read_head();
      case HeadScanner::State::complete:
        return on_head();
      case HeadScanner::State::malformed:
        return refuse_head(400, "The head of the request is malformed.");
      case HeadScanner::State::line_too_long:
        return refuse_head(414, "The request line is too long.");
      case HeadScanner::State::too_large:
        return refuse_head(431, "The head of the request is too large.");
      case HeadScanner::State::too_many_fields:
        return refuse_head(431, "The request has too many header fields.");
    }
  }

  void on_head() {
    if (names_other_version(buffered())) return refuse_head(505, "Only HTTP/1.1 is spoken here.");
    const auto parsed = parse_head(buffered().substr(0, scanner_.length()));
    if (!parsed) return refuse_head(400, "The head of the request is malformed.");
    started_ = SteadyClock::now();
    RequestHead head = copy_head(*parsed, peer_, local_);
    closes_ = !head.keeps_alive || head.is_http_1_0;
    is_head_request_ = head.method == "HEAD";
    logged_path_ = head.target.substr(0, head.target.find('?'));
    const bool expects_continue = !head.field("Expect").empty() && !head.is_http_1_0;
    Admission admission = service().admit(std::move(head));
    buffer_.consume(scanner_.length());
    request_ = std::move(admission.request);
    client_ = admission.client;
    match_ = std::move(admission.match);
    if (service().table.has_secret(match_.number)) logged_path_ = service().table.names()[match_.number];
    body_bytes_ = admission.body_bytes;
    refusal_ = std::move(admission.refusal);
    if (!admission.is_framed) return refuse_now();
    if (admission.becomes_socket && !refusal_) return become_socket();
    if (body_bytes_ == 0) return handle();
    // A short body is taken even when it is not wanted: the connection, and what is pipelined, can then go on.
    if (refusal_ && (body_bytes_ > kShortBodyBytes || expects_continue)) return refuse_now();
    if (expects_continue && buffer_.size() == 0) return write_continue();
    begin_body();
  }

  // Before anything is known of the request but that it cannot be read.
  void refuse_head(int status, const char* detail) {
    request_ = {};
    request_.id = make_request_id();
    request_.client = to_string(peer_);
    request_.path = sent_path(sent_target(buffered()));
    match_ = {};
    logged_path_.clear();
    started_ = SteadyClock::now();
    is_head_request_ = false;
    is_timed_out_ = false;
    refusal_ = Refusal{status, detail};
    refuse_now();
  }

  // --- body
  // What is counted is memory, not what clients announce: those who announce much and send little keep out nobody.
  bool hold(std::size_t bytes) {
    const std::uint64_t more = bytes > held_bytes_ ? bytes - held_bytes_ : 0;
    held_bytes_ += more;
    return service().held_body_bytes.fetch_add(more) + more <= kMostHeldBodyBytes;
  }

  void release_body() {
    if (held_bytes_ > 0) service().held_body_bytes.fetch_sub(std::exchange(held_bytes_, 0));
  }

  void write_continue() {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    begin_write();
    net::async_write(stream_, net::buffer(kContinue.data(), kContinue.size()),
                     [self = self()](error_code error, std::size_t) {
                       if (self->phase_ == Phase::closed) return;
                       error ? self->abort() : self->begin_body();
                     });
  }

  void begin_body() {
    enter(Phase::body, limits().body);
    const std::size_t here = std::min<std::size_t>(buffer_.size(), body_bytes_);
    request_.body.assign(buffered().substr(0, here));
    buffer_.consume(here);
    body_read_ = here;
    read_body();
  }

  // Memory is taken as bytes come, never because a client says that they will.
  void read_body() {
    if (body_read_ == body_bytes_) return handle();
    const std::size_t room = std::max<std::size_t>(2 * body_read_, kShortBodyBytes);
    const std::size_t wanted = std::min<std::size_t>(body_bytes_, room);
    if (!hold(wanted)) {
      refusal_ = overloaded();
      return refuse_now();
    }
    request_.body.resize(wanted);
    stream_.async_read_some(net::buffer(request_.body.data() + body_read_, request_.body.size() - body_read_),
                            [self = self()](error_code error, std::size_t count) {
                              if (self->phase_ == Phase::closed) return;
                              if (self->is_timed_out_) return self->refuse_body();
                              if (error) return self->abort();
                              self->body_read_ += count;
                              self->read_body();
                            });
  }

  void refuse_body() {
    is_timed_out_ = false;
    refusal_ = Refusal{408, "The body of the request took too long."};
    refuse_now();
  }

  // --- answer
  void handle() {
    enter(Phase::handler, {});
    if (refusal_) return write(service().refuse(request_, *refusal_));
    const auto pending =
        std::make_shared<PendingAnswer<HttpConnection, Response>>(self(), thread_.context.get_executor());
    Request request = std::move(request_);
    request_ = {request.id, request.client, request.method, request.path, {}, {}, {}, {}};  // for errors and the log
    try {
      match_.route->handler(std::move(request), [pending](Response response) { pending->give(std::move(response)); });
    } catch (const FormatError&) {
      pending->give(service().refuse(request_, {400, "The request cannot be read."}));
    } catch (const std::exception&) {
      pending->give(service().refuse(request_, {500, "The server failed to answer this request."}));
    }
  }

  // The rest of the request stays unread, so nothing can follow it.
  void refuse_now() {
    has_unread_ = true;
    closes_ = true;
    write(service().refuse(request_, *refusal_));
  }

  void begin_write() {
    enter(Phase::write, limits().write);
    progress_.begin();
  }

  void write(Response response) {
    if (response.tokens > 1) service().limiter.owe(client_, response.tokens - 1);
    if (phase_ == Phase::closed) return;
    release_body();
    if (!has_valid_fields(response)) response = service().refuse(request_, {500, "The server failed to answer."});
    status_ = response.status;
    closes_ = closes_ || service().drains || response.events;
    answer_head_ = service().answer_head.write(response, {request_.id, closes_});
    answer_body_ = std::move(response.body);
    next_events_ = is_head_request_ ? NextEvents() : std::move(response.events);
    const std::size_t sent_body = is_head_request_ || status_ == 204 || status_ == 304 ? 0 : answer_body_.size();
    begin_write();
    const std::array<net::const_buffer, 2> whole{net::buffer(answer_head_),
                                                 net::buffer(answer_body_.data(), sent_body)};
    const auto note_sent = [self = self()](error_code error, std::size_t sent) {
      self->progress_.note_sent(sent);
      return error ? 0 : kWriteBytes;
    };
    net::async_write(stream_, whole, note_sent, [self = self(), sent_body](error_code error, std::size_t) {
      self->count_request(sent_body);
      if (self->phase_ == Phase::closed) return;
      if (error) return self->abort();
      if (self->next_events_) return self->become_event_stream();
      self->closes_ ? self->linger() : self->next_request();
    });
  }

  void count_request(std::size_t sent_body) {
    const auto time = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - started_);
    service().metrics->count_request(match_.number, status_, time);
    if (next_events_) return;  // logged when it ends
    service().log.write({request_.id, request_.client, request_.method, logged_path_, status_, sent_body, time});
    request_.body = {};
    answer_body_ = {};
  }

  // --- deadlines
  bool is_late(SteadyClock::time_point now) {
    const std::size_t rate = limits().body_bytes_per_second;
    if (phase_ == Phase::body) {
      return now >= deadline_ || is_too_slow(static_cast<std::int64_t>(body_read_), now - phase_started_, rate);
    }
    if (phase_ != Phase::write) return now >= deadline_;
    // A long answer may take its time, as long as the client takes more and more of it.
    if (progress_.goes_on(socket_of(stream_))) deadline_ = now + limits().write;
    return now >= deadline_ || is_too_slow(progress_.taken_bytes(), now - phase_started_, rate);
  }

  // --- end
  // Closed while bytes of the client are unread, a connection is reset, and the client may never see its answer.
  void linger() {
    enter(Phase::linger, std::chrono::seconds(2));
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      if (has_unread_) return discard(0);
      stream_.async_shutdown([self = self()](error_code) { self->abort(); });
    } else {
      error_code ignored;
      stream_.shutdown(net::socket_base::shutdown_send, ignored);
      discard(0);
    }
  }

  void discard(std::size_t discarded) {
    if (discarded > kMostDiscardedBytes) return abort();
    buffer_.consume(buffer_.size());
    stream_.async_read_some(buffer_.prepare(kReadBytes),
                            [self = self(), discarded](error_code error, std::size_t count) {
                              if (self->phase_ == Phase::closed) return;
                              error ? self->abort() : self->discard(discarded + count);
                            });
  }

  void become_socket() {
    if (buffer_.size() > 0) {
      refusal_ = Refusal{400, "A WebSocket's first message comes after the answer."};
      return refuse_now();
    }
    phase_ = Phase::closed;
    std::make_shared<WebSocketSession<Stream>>(
        thread_, std::move(stream_),
        SocketOpening{std::move(request_), logged_path_, match_.socket, match_.number, client_}, std::move(ticket_))
        ->start();
  }

  void become_event_stream() {
    phase_ = Phase::closed;
    std::make_shared<EventStream<Stream>>(
        thread_, std::move(stream_),
        EventStreamOpening{std::move(request_), logged_path_, client_, std::move(next_events_), started_},
        std::move(ticket_))
        ->start();
  }

  static constexpr std::chrono::milliseconds kLastWait{1000};
  static constexpr std::size_t kReadBytes = 2048;
  static constexpr std::size_t kWriteBytes = 65536;
  static constexpr std::size_t kShortBodyBytes = 65536;
  static constexpr std::size_t kMostDiscardedBytes = 16 << 20;
  static constexpr std::uint64_t kMostHeldBodyBytes = 256 << 20;

  std::shared_ptr<HttpConnection> self() { return std::static_pointer_cast<HttpConnection>(shared_from_this()); }
  Service& service() const { return thread_.service; }
  const ServerLimits& limits() const { return thread_.service.options.limits; }
  std::string_view buffered() const { return {static_cast<const char*>(buffer_.data().data()), buffer_.size()}; }
  bool can_read() {
    error_code error;
    return socket_of(stream_).available(error) > 0 && !error;
  }
  // For what has yet to begin; not much when the server stops.
  std::chrono::milliseconds patience(std::chrono::milliseconds limit) const {
    return service().drains ? std::min(limit, kLastWait) : limit;
  }
  void enter(Phase phase, std::chrono::milliseconds limit) {
    phase_ = phase;
    phase_started_ = SteadyClock::now();
    deadline_ = limit.count() > 0 ? phase_started_ + limit : SteadyClock::time_point::max();
  }

  Stream stream_;
  Address peer_;
  Address local_;
  ConnectionCounter::Ticket ticket_;
  HeadScanner scanner_;
  beast::flat_buffer buffer_;
  Phase phase_ = Phase::handshake;
  SteadyClock::time_point phase_started_;
  SteadyClock::time_point deadline_ = SteadyClock::time_point::max();
  bool is_timed_out_ = false;

  // Of the request under way.
  Request request_;
  Address client_{};
  std::string logged_path_;
  RouteTable::Match match_;
  std::optional<Refusal> refusal_;
  SteadyClock::time_point started_;
  std::uint64_t body_bytes_ = 0;
  std::uint64_t held_bytes_ = 0;
  std::size_t body_read_ = 0;
  bool is_head_request_ = false;
  bool has_unread_ = false;
  bool closes_ = false;
  int status_ = 0;
  std::string answer_head_;
  std::string answer_body_;
  NextEvents next_events_;
  AnswerProgress progress_;
};

}  // namespace digitnet::serve
