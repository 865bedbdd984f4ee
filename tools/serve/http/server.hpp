#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "route.hpp"

namespace digitnet::serve {

/// Pictures a second. With fewer, when to come again would be hours ahead and then more than a clock can count.
inline constexpr double kLeastRate = 0.001;

/// How much, and for how long, a server bears with its clients.
struct ServerLimits {
  std::size_t header_bytes = 8192;
  int header_fields = 100;
  std::chrono::milliseconds header{5000};    ///< for a whole head, from its first byte
  std::chrono::milliseconds body{30000};     ///< for a whole body
  std::size_t body_bytes_per_second = 1024;  ///< no slower than that on average, after two seconds; answers neither
  std::chrono::milliseconds idle{60000};     ///< between requests; for a WebSocket's peer to answer a ping
  std::chrono::milliseconds write{30000};    ///< for the client to take more of an answer
  std::chrono::milliseconds drain{10000};    ///< for what is under way when the server stops
  int connections = 4096;
  int connections_per_address = 256;
  double recognitions_per_second = 20;  ///< of one client; 0: without limit
  double recognition_burst = 40;
  std::size_t message_bytes = 65536;  ///< of a WebSocket
  double messages_per_second = 30;    ///< of one WebSocket: beyond, it is read more slowly
};

/// Where and how a server listens.
struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;         ///< 0: any that is free
  int threads = 2;                   ///< that serve connections
  std::string certificate;           ///< a PEM file with the chain; empty: plain HTTP
  std::string private_key;           ///< a PEM file
  bool plain_http_anywhere = false;  ///< else plain HTTP is served on loopback addresses alone
  std::string public_url;            ///< scheme, host and port as browsers see them; empty: made of address and port
  std::vector<std::string> trusted_proxies;      ///< addresses or CIDR ranges whose X-Forwarded-For is believed
  std::string access_log;                        ///< a file, `-` for standard error, or empty for none
  std::function<void(const std::string&)> warn;  ///< told what the operator should know; called by any thread
  ServerLimits limits;
};

/// `public_url` or, without, what browsers reach these options' address and port by; with no slash at its end.
[[nodiscard]] std::string public_url_of(const ServerOptions& options);

/// Makes what a server answers to, once it is known how browsers reach it: the port may have been any.
using MakeRoutes = std::function<Routes(const std::string& public_url)>;

class ServerMetrics;

/// Serves HTTP/1.1, over TLS when there is a certificate, and WebSockets. Outlives all answers that its handlers owe.
class Server {
 public:
  /// Binds and listens. Throws ArgumentError for options out of range, FileError for a certificate, key or log that
  /// cannot be used, and Error when the address cannot be bound.
  /// `metrics` is what it counts in; without, it counts for itself.
  explicit Server(ServerOptions options, Routes routes, std::shared_ptr<ServerMetrics> metrics = nullptr);
  /// Likewise; throws what `make_routes` throws, too.
  Server(ServerOptions options, const MakeRoutes& make_routes, std::shared_ptr<ServerMetrics> metrics = nullptr);
  ~Server();

  [[nodiscard]] std::uint16_t port() const;
  /// Serves until stop() has been called and what was under way is answered, or ServerLimits::drain has passed.
  void run();
  /// From any thread: takes no new connections, answers what is under way, then lets run() return.
  void stop() noexcept;
  /// From any thread: adds a line of JSON to the access log, where there is one.
  void log_line(const std::string& json);
  /// From any thread: opens the access log anew. Throws FileError, and keeps the one it had, when it cannot be opened.
  void reopen_log();
  /// From any thread: reads certificate and key anew, where there are some. Throws FileError, and keeps those it had,
  /// when they cannot be used.
  void reload_certificate();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace digitnet::serve
