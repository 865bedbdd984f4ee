#include "application.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "health_routes.hpp"
#include "terminal.hpp"

namespace digitnet::serve {
namespace {

sigset_t served_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

}  // namespace

void run_application(const ServerOptions& options) {
  // Blocked before any thread starts, so that none but this one gets them.
  const sigset_t signals = served_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::atomic<bool> stops = false;
  Routes routes;
  add_health_routes(routes, stops);
  Server server(options, std::move(routes));
  cli::write_talk(fmt::format("digitnet: serving http://{}:{}/\n", options.address, server.port()));
  std::thread serving([&] { server.run(); });
  int signal = 0;
  while (sigwait(&signals, &signal) == 0 && signal == SIGHUP) server.reload();
  stops = true;
  server.stop();
  serving.join();
}

}  // namespace digitnet::serve
