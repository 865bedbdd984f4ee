#include "application.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <atomic>
#include <csignal>
#include <exception>
#include <memory>
#include <string>
#include <thread>

#include "digitnet/error.hpp"
#include "health_routes.hpp"
#include "metrics_route.hpp"
#include "terminal.hpp"

namespace digitnet::serve {
namespace {

/// Takes signals in one place instead of wherever a thread happens to be. Made before any thread starts, so that all
/// of them leave these signals alone.
class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set_, signal);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  /// Back to how it was: a second SIGTERM ends the program at once.
  ~Signals() { pthread_sigmask(SIG_UNBLOCK, &set_, nullptr); }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  [[nodiscard]] int wait() const {
    int signal = 0;
    while (sigwait(&set_, &signal) != 0) {
    }
    return signal;
  }

 private:
  sigset_t set_{};
};

std::string url_of(const ServeOptions& options, int port) {
  const ServerOptions& server = options.server;
  const bool is_ipv6 = server.address.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}/", server.certificate.empty() ? "http" : "https", is_ipv6 ? "[" : "",
                     server.address, is_ipv6 ? "]" : "", port);
}

// Whatever cannot be read anew is reported, and the server goes on with what it had.
void try_to(const std::function<void()>& reload) {
  try {
    reload();
  } catch (const Error& error) {
    cli::report_error(fmt::format("{}; going on as before", error.what()));
  }
}

Response plain_error(const Request& request, int status, const std::string& detail) {
  return {status, "text/plain; charset=utf-8", fmt::format("{}\nRequest {}\n", detail, request.id), {}};
}

}  // namespace

void run_application(const ServeOptions& options) {
  std::atomic<bool> stops = false;
  auto signals = std::make_unique<Signals>();
  const auto metrics = std::make_shared<ServerMetrics>();
  Routes routes;
  routes.error = plain_error;
  add_health_routes(routes, stops);
  add_metrics_route(routes, metrics, options.metrics_from, [] { return std::string(); });
  Server server(options.server, std::move(routes), metrics);
  std::thread serving([&server] { server.run(); });
  cli::write_talk(fmt::format("digitnet: serving {}\n", url_of(options, server.port())));
  while (signals->wait() == SIGHUP) try_to([&server] { server.reload(); });
  stops = true;
  signals.reset();
  std::this_thread::sleep_for(options.shutdown_delay);
  server.stop();
  serving.join();
}

}  // namespace digitnet::serve
