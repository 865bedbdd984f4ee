#pragma once

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <unordered_set>
#include <utility>
#include <vector>

#include "service.hpp"
#include "streams.hpp"

namespace digitnet::serve {

class IoThread;

/// A connection or a WebSocket, as its thread sees it. Lives and dies on that thread.
class Session : public std::enable_shared_from_this<Session> {
 public:
  explicit Session(IoThread& thread);
  virtual ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Ends what has taken too long. Called about twenty times a second: cheaper than a timer for each connection.
  virtual void check_deadline(Clock::time_point now) = 0;
  /// Ends when nothing is under way and nothing has come, else after that.
  virtual void drain() = 0;
  /// Ends at once.
  virtual void abort() = 0;

 protected:
  IoThread& thread_;
};

/// One thread with a queue of its own, and the connections that it serves.
class IoThread {
  std::unordered_set<Session*> sessions_;  // outlives the context, whose end ends the last sessions

 public:
  explicit IoThread(Service& shared) : service(shared), timer_(context) {}

  /// Serves until it drains and has no connections left, or until `stops_at` has passed then.
  void run() {
    schedule_check();
    context.run();
  }
  /// From any thread.
  void drain() {
    net::post(context, [this] {
      stops_at_ = Clock::now() + service.options.limits.drain;
      for_each_session([](Session& session) { session.drain(); });
      // After what has come already, and waits for its turn on this thread.
      net::post(context, [this] { stop_when_done(); });
    });
  }
  void add(Session* session) { sessions_.insert(session); }
  void remove(Session* session) { sessions_.erase(session); }

  net::io_context context{1};
  Service& service;

 private:
  void schedule_check() {
    timer_.expires_after(std::chrono::milliseconds(50));
    timer_.async_wait([this](error_code error) {
      if (error) return;
      const auto now = Clock::now();
      for_each_session([now](Session& session) { session.check_deadline(now); });
      if (stop_when_done()) return;
      schedule_check();
    });
  }
  // What is called may end sessions, and with them their places in the set.
  template <typename Call>
  void for_each_session(Call call) {
    std::vector<std::shared_ptr<Session>> sessions;
    sessions.reserve(sessions_.size());
    for (Session* session : sessions_) {
      if (auto alive = session->weak_from_this().lock()) sessions.push_back(std::move(alive));
    }
    for (const auto& session : sessions) call(*session);
  }
  bool stop_when_done() {
    if (stops_at_ == Clock::time_point::max()) return false;
    if (!sessions_.empty() && Clock::now() < stops_at_) return false;
    for_each_session([](Session& session) { session.abort(); });
    context.stop();
    return true;
  }

  net::steady_timer timer_;
  Clock::time_point stops_at_ = Clock::time_point::max();
};

inline Session::Session(IoThread& thread) : thread_(thread) {
  thread_.add(this);
}
inline Session::~Session() {
  thread_.remove(this);
}

}  // namespace digitnet::serve
