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
class OpenConnection : public std::enable_shared_from_this<OpenConnection> {
 public:
  explicit OpenConnection(IoThread& thread);
  virtual ~OpenConnection();
  OpenConnection(const OpenConnection&) = delete;
  OpenConnection& operator=(const OpenConnection&) = delete;

  /// Ends what has taken too long. Called about twenty times a second: cheaper than a timer for each connection.
  virtual void check_deadline(SteadyClock::time_point now) = 0;
  /// Ends when nothing is under way and nothing has come, else after that.
  virtual void drain() = 0;
  /// Ends at once.
  virtual void abort() = 0;

 protected:
  IoThread& thread_;
};

/// One thread with a queue of its own, and the connections that it serves.
class IoThread {
  std::unordered_set<OpenConnection*> connections_;  // outlives the context, whose end ends the last connections

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
      stops_at_ = SteadyClock::now() + service.options.limits.drain;
      for_each_connection([](OpenConnection& connection) { connection.drain(); });
      // After what has come already, and waits for its turn on this thread.
      net::post(context, [this] { stop_when_done(); });
    });
  }
  void add(OpenConnection* connection) { connections_.insert(connection); }
  void remove(OpenConnection* connection) { connections_.erase(connection); }

  net::io_context context{1};
  Service& service;

 private:
  void schedule_check() {
    timer_.expires_after(std::chrono::milliseconds(50));
    timer_.async_wait([this](error_code error) {
      if (error) return;
      const auto now = SteadyClock::now();
      for_each_connection([now](OpenConnection& connection) { connection.check_deadline(now); });
      if (stop_when_done()) return;
      schedule_check();
    });
  }
  // What is called may end connections, and with them their places in the set.
  template <typename Call>
  void for_each_connection(Call call) {
    std::vector<std::shared_ptr<OpenConnection>> connections;
    connections.reserve(connections_.size());
    for (OpenConnection* connection : connections_) {
      if (auto alive = connection->weak_from_this().lock()) connections.push_back(std::move(alive));
    }
    for (const auto& connection : connections) call(*connection);
  }
  bool stop_when_done() {
    if (stops_at_ == SteadyClock::time_point::max()) return false;
    if (!connections_.empty() && SteadyClock::now() < stops_at_) return false;
    for_each_connection([](OpenConnection& connection) { connection.abort(); });
    context.stop();
    return true;
  }

  net::steady_timer timer_;
  SteadyClock::time_point stops_at_ = SteadyClock::time_point::max();
};

inline OpenConnection::OpenConnection(IoThread& thread) : thread_(thread) {
  thread_.add(this);
}
inline OpenConnection::~OpenConnection() {
  thread_.remove(this);
}

}  // namespace digitnet::serve
