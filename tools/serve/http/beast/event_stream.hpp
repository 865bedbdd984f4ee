#pragma once

#include <array>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "io_thread.hpp"
#include "pending_answer.hpp"

namespace digitnet::serve {

/// What a stream of events goes on from: its head is sent already.
struct EventStreamOpening {
  Request request;  ///< without what came with it
  std::string logged_path;
  Address client{};
  NextEvents next;
  SteadyClock::time_point started;
};

/// The rest of a connection whose answer is a stream of server-sent events: asks for events, sends them, waits a
/// little, asks again, until there are no more or the client goes.
template <typename Stream>
class EventStream final : public OpenConnection {
 public:
  EventStream(IoThread& thread, Stream stream, EventStreamOpening opening, ConnectionCounter::Ticket ticket)
      : OpenConnection(thread),
        stream_(std::move(stream)),
        opening_(std::move(opening)),
        ticket_(std::move(ticket)),
        timer_(thread.context) {
    service().metrics->connections.fetch_add(1, std::memory_order_relaxed);
  }
  ~EventStream() override {
    service().metrics->connections.fetch_sub(1, std::memory_order_relaxed);
    const auto time = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - opening_.started);
    const Request& request = opening_.request;
    service().log.write({request.id, request.client, request.method, opening_.logged_path, 200, sent_bytes_, time});
  }

  void start() {
    watch_for_the_client();
    drains_ = service().drains;
    ask();
  }

  void check_deadline(SteadyClock::time_point now) override {
    if (is_writing_ && now - last_written_ > service().options.limits.write) abort();
  }
  void drain() override {
    drains_ = true;
    timer_.cancel();
  }
  void abort() override {
    is_closed_ = true;
    timer_.cancel();
    error_code ignored;
    socket_of(stream_).close(ignored);
  }

  // --- from PendingAnswer
  void on_answer(std::optional<std::string> events) {
    if (is_closed_) return;
    if (!events) return abort();
    const bool is_silent = SteadyClock::now() - last_written_ > kLongestSilence;
    if (events->empty() && !is_silent) return wait();
    write(events->empty() ? ": still here\n\n" : *std::move(events));
  }
  void on_no_answer() { abort(); }

 private:
  void ask() {
    if (is_closed_) return;
    if (drains_) return abort();
    using Pending = PendingAnswer<EventStream, std::optional<std::string>>;
    const auto pending = std::make_shared<Pending>(self(), thread_.context.get_executor());
    try {
      opening_.next([pending](std::optional<std::string> events) { pending->give(std::move(events)); });
    } catch (const std::exception&) {
      pending->give(std::nullopt);
    }
  }

  void write(std::string text) {
    text_ = std::move(text);
    is_writing_ = true;
    last_written_ = SteadyClock::now();
    net::async_write(stream_, net::buffer(text_), [self = self()](error_code error, std::size_t count) {
      self->is_writing_ = false;
      self->sent_bytes_ += count;
      if (self->is_closed_) return;
      error ? self->abort() : self->wait();
    });
  }

  void wait() {
    timer_.expires_after(kPause);
    timer_.async_wait([self = self()](error_code) { self->ask(); });
  }

  // Whatever it sends, it has nothing more to say.
  void watch_for_the_client() {
    stream_.async_read_some(net::buffer(ignored_), [self = self()](error_code, std::size_t) {
      if (!self->is_closed_) self->abort();
    });
  }

  static constexpr std::chrono::milliseconds kPause{500};
  static constexpr std::chrono::seconds kLongestSilence{15};

  std::shared_ptr<EventStream> self() { return std::static_pointer_cast<EventStream>(shared_from_this()); }
  Service& service() const { return thread_.service; }

  Stream stream_;
  EventStreamOpening opening_;
  ConnectionCounter::Ticket ticket_;
  net::steady_timer timer_;
  std::array<char, 64> ignored_{};
  std::string text_;
  std::uint64_t sent_bytes_ = 0;
  SteadyClock::time_point last_written_ = SteadyClock::now();
  bool is_writing_ = false;
  bool drains_ = false;
  bool is_closed_ = false;
};

}  // namespace digitnet::serve
