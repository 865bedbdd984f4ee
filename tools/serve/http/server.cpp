// The one file that is compiled with Boost: it takes most of a minute. What touches connections lies in beast/, which
// nobody else includes; what does not, lies beside this file and is compiled and tested without.
#include "server.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <thread>

#include "beast/listener.hpp"
#include "digitnet/error.hpp"
#include "service.hpp"

namespace digitnet::serve {
namespace {

using Endpoint = net::ip::tcp::endpoint;

Endpoint parse_endpoint(const ServerOptions& options) {
  error_code error;
  const auto address = net::ip::make_address(options.address, error);
  if (error) throw ArgumentError(fmt::format("--address: expected a numeric address, found {}", options.address));
  return {address, options.port};
}

std::string to_text(const Endpoint& endpoint) {
  return endpoint.address().is_v6() ? fmt::format("[{}]:{}", endpoint.address().to_string(), endpoint.port())
                                    : fmt::format("{}:{}", endpoint.address().to_string(), endpoint.port());
}

void check_options(const ServerOptions& options) {
  const ServerLimits& limits = options.limits;
  if (options.threads < 1 || options.threads > 64) throw ArgumentError("--threads: expected 1 to 64");
  if (options.certificate.empty() != options.private_key.empty()) {
    throw ArgumentError("--certificate and --private-key: expected both or neither");
  }
  if (limits.connections < 1 || limits.connections_per_address < 1) {
    throw ArgumentError("--connections: expected at least 1");
  }
  if (limits.messages_per_second <= 0) throw ArgumentError("--messages-per-second: expected more than 0");
  if (limits.recognitions_per_second != 0 && !(limits.recognitions_per_second >= kLeastRate)) {
    throw ArgumentError(fmt::format("--rate: expected 0 or at least {}", kLeastRate));
  }
  if (limits.recognitions_per_second > 0 && limits.recognition_burst < 1) {
    throw ArgumentError("--burst: expected at least 1");
  }
  const auto address = parse_address(options.address);
  const bool is_plain = options.certificate.empty();
  if (is_plain && !options.plain_http_anywhere && !(address && is_loopback(*address))) {
    throw ArgumentError(fmt::format(
        "--address {}: plain HTTP is served on loopback addresses alone; expected --certificate and --private-key, "
        "--behind-proxy or --insecure-http",
        options.address));
  }
}

// Listening with SO_REUSEPORT would succeed beside another server of the same user, and halve its connections.
void check_is_free(const Endpoint& endpoint) {
  net::io_context context;
  net::ip::tcp::acceptor probe(context);
  probe.open(endpoint.protocol());
  probe.set_option(net::socket_base::reuse_address(true));
  probe.bind(endpoint);
}

// A connection is a file.
int raise_file_limit(int connections) {
  constexpr int kOtherFiles = 64;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return connections;
  const auto wanted = static_cast<rlim_t>(connections + kOtherFiles);
  if (limit.rlim_cur < wanted) {
    limit.rlim_cur = std::min(wanted, limit.rlim_max);
    (void)setrlimit(RLIMIT_NOFILE, &limit);
  }
  return limit.rlim_cur >= wanted ? connections : std::max(1, static_cast<int>(limit.rlim_cur) - kOtherFiles);
}

}  // namespace

struct Server::State {
  std::vector<std::unique_ptr<Listener>> listeners;
  std::unique_ptr<Certificate> certificate;
  std::unique_ptr<Service> service;
  std::vector<std::unique_ptr<IoThread>> threads;
  std::uint16_t port = 0;

  // Threads hold connections, which refer to the service; listeners refer to threads.
  ~State() {
    listeners.clear();
    threads.clear();
  }
};

Server::Server(ServerOptions options, Routes routes, std::shared_ptr<ServerMetrics> metrics)
    : Server(
          std::move(options), [&routes](const std::string&) { return std::move(routes); }, std::move(metrics)) {}

Server::Server(ServerOptions options, const MakeRoutes& make_routes, std::shared_ptr<ServerMetrics> metrics)
    : state_(std::make_unique<State>()) {
  check_options(options);
  Endpoint endpoint = parse_endpoint(options);
  options.limits.connections = raise_file_limit(options.limits.connections);
  if (!options.certificate.empty()) {
    state_->certificate = std::make_unique<Certificate>(options.certificate, options.private_key);
  }
  try {
    if (endpoint.port() != 0) check_is_free(endpoint);
    // The port is known once the first listener is bound, and the service must know it.
    net::io_context context;
    Acceptor first(context);
    if (endpoint.port() == 0) {
      first.open(endpoint.protocol());
      first.set_option(net::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>(true));
      first.bind(endpoint);
      endpoint.port(first.local_endpoint().port());
    }
    options.port = endpoint.port();
    const int threads = options.threads;
    state_->service = std::make_unique<Service>(std::move(options), make_routes, std::move(metrics));
    for (int i = 0; i < threads; ++i) {
      state_->threads.push_back(std::make_unique<IoThread>(*state_->service));
      state_->listeners.push_back(
          std::make_unique<Listener>(*state_->threads.back(), endpoint, state_->certificate.get()));
    }
  } catch (const boost::system::system_error& error) {
    throw Error(fmt::format("{}: cannot listen there: {}", to_text(endpoint), error.code().message()));
  }
  state_->port = endpoint.port();
}

Server::~Server() = default;

std::uint16_t Server::port() const {
  return state_->port;
}

void Server::run() {
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < state_->threads.size(); ++i) {
    threads.emplace_back([this, i] {
      state_->listeners[i]->accept();
      state_->threads[i]->run();
    });
  }
  for (std::thread& thread : threads) thread.join();
}

void Server::stop() noexcept {
  state_->service->drains = true;
  for (std::size_t i = 0; i < state_->threads.size(); ++i) {
    net::post(state_->threads[i]->context, [this, i] { state_->listeners[i]->close(); });
    state_->threads[i]->drain();
  }
}

void Server::log_line(const std::string& json) {
  state_->service->log.write_line(json);
}

void Server::reopen_log() {
  state_->service->log.reopen();
}

void Server::reload_certificate() {
  if (state_->certificate) state_->certificate->reload();
}

}  // namespace digitnet::serve
