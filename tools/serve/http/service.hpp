#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "access_log.hpp"
#include "address.hpp"
#include "answer_head.hpp"
#include "connection_counter.hpp"
#include "origin.hpp"
#include "own_hosts.hpp"
#include "rate_limiter.hpp"
#include "request_head.hpp"
#include "route_table.hpp"
#include "server.hpp"
#include "server_metrics.hpp"

namespace digitnet::serve {

/// What is decided about a request from its head alone.
struct Admission {
  Request request;
  Address client{};
  RouteTable::Match match;
  bool becomes_socket = false;
  std::uint64_t body_bytes = 0;
  std::optional<Refusal> refusal;
  bool is_framed = true;  ///< false: where the body ends is unknown, so the connection cannot go on
};

/// All that the threads of a server share, and all rules that do not touch a connection.
struct Service {
  /// The routes are made last: nothing is opened for them when an option is wrong. Throws what they throw,
  /// ArgumentError and FileError.
  Service(ServerOptions server_options, const MakeRoutes& make_routes, std::shared_ptr<ServerMetrics> counted);

  /// The guard: judges a request before any of its body is read.
  Admission admit(RequestHead head);
  /// The answer that says so.
  [[nodiscard]] Response refuse(const Request& request, const Refusal& refusal) const;
  /// Takes a token of the client's bucket, or says for how long there is none.
  std::chrono::steady_clock::duration take_token(const Address& client) { return limiter.take(client); }

  ServerOptions options;
  OwnOrigins origins;
  OwnHosts hosts;
  AnswerHead answer_head;
  AddressRanges trusted;
  RateLimiter limiter;
  ConnectionCounter connections;
  std::shared_ptr<ServerMetrics> metrics;
  AccessLog log;
  RouteTable table;
  std::atomic<bool> drains = false;
  std::atomic<std::uint64_t> held_body_bytes = 0;  ///< bodies in memory, of all connections

 private:
  std::optional<Refusal> check_route(const RequestHead& head, Admission& admission);
};

/// The sentence of a 429 or 503, with its Retry-After in whole seconds.
[[nodiscard]] Refusal too_many_requests(std::chrono::steady_clock::duration wait);
[[nodiscard]] Refusal overloaded();

}  // namespace digitnet::serve
