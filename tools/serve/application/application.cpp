#include "application.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "account_rooms.hpp"
#include "api_routes.hpp"
#include "digitnet/error.hpp"
#include "health_routes.hpp"
#include "metrics_route.hpp"
#include "page_routes.hpp"
#include "recognition_metrics.hpp"
#include "recognizer.hpp"
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
  /// From now on a second SIGTERM ends the program at once, and SIGHUP, which would too, is nothing any more.
  ~Signals() {
    (void)std::signal(SIGHUP, SIG_IGN);
    pthread_sigmask(SIG_UNBLOCK, &set_, nullptr);
  }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  /// The end comes before SIGHUP, however often that is sent.
  [[nodiscard]] int wait() const {
    int signal = 0;
    while (sigwait(&set_, &signal) != 0) {
    }
    sigset_t ends = set_;
    sigdelset(&ends, SIGHUP);
    const timespec at_once{};
    const int end = signal == SIGHUP ? sigtimedwait(&ends, nullptr, &at_once) : -1;
    return end > 0 ? end : signal;
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

constexpr std::chrono::milliseconds kPatience{100};

// Where standard error is a pipe whose reader has stalled, signals must be heard all the same.
void say(const std::string& text, std::chrono::milliseconds patience = kPatience) {
  pollfd talk{STDERR_FILENO, POLLOUT, 0};
  if (poll(&talk, 1, static_cast<int>(patience.count())) > 0) {
    cli::write_talk("digitnet: " + cli::printable(text) + "\n");
  }
}

ServerOptions server_options(const ServeOptions& options) {
  ServerOptions server = options.server;
  // A thread that serves connections may say it, so it never waits.
  server.warn = [](const std::string& text) { say(text, std::chrono::milliseconds(0)); };
  return server;
}

// Whatever cannot be read anew is reported, and the server goes on with what it had.
bool try_to(const std::function<void()>& reload) {
  try {
    reload();
    return true;
  } catch (const std::exception& error) {
    say(fmt::format("{}; going on as before", error.what()));
    return false;
  }
}

ModelNames model_names(const ServeOptions& options) {
  return {options.model, options.line_model, options.evaluation};
}

Recognizer::Options recognizer_options(const ServeOptions& options) {
  const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  return {options.workers > 0 ? options.workers : cores, options.queue, options.cache};
}

/// Everything that the server is made of, in the order in which one refers to the other.
class Application {
 public:
  explicit Application(const ServeOptions& options)
      : options_(options),
        recognizer_(std::make_unique<Recognizer>(load_served_model(model_names(options)), recognizer_options(options))),
        server_(
            server_options(options), [this](const std::string& public_url) { return routes(public_url); }, metrics_) {}

  void run() {
    if (accounts_) accounts_->start();
    std::thread serving([this] { server_.run(); });
    say(fmt::format("serving {}", url_of(options_, server_.port())));
    wait_for_the_end();
    server_.stop();
    serving.join();
    // Nobody waits for these any more.
    recognizer_->abandon();
    if (accounts_) accounts_->abandon();
    // No handler runs any more, but pictures may still be read, and their answers go to connections of the server.
    accounts_.reset();  // its threads wait for pictures
    recognizer_.reset();
  }

 private:
  Routes routes(const std::string& public_url) {
    Routes routes;
    if (options_.keeps_accounts()) {
      accounts_ = std::make_unique<AccountRooms>(
          AccountRooms::Options{options_, *recognizer_, public_url, [](const std::string& text) { say(text); },
                                [this](const std::string& json) { server_.log_line(json); }});
    }
    const ModelChoice choose = accounts_ ? accounts_->model_choice() : ModelChoice(choose_served_model);
    add_api_routes(routes, *recognizer_, choose);
    add_page_routes(routes, *recognizer_, {accounts_ ? accounts_->session_cookie() : "", choose});
    if (accounts_) accounts_->add_routes(routes);
    add_health_routes(routes, stops_);
    add_metrics_route(routes, metrics_, options_.metrics_from, [this] { return recognition_metrics(*recognizer_); });
    return routes;
  }

  void wait_for_the_end() {
    while (signals_->wait() == SIGHUP) reload();
    stops_ = true;
    signals_.reset();
    std::this_thread::sleep_for(options_.shutdown_delay);
  }

  void reload() {
    (void)try_to([this] { server_.reopen_log(); });
    const bool has_read_certificate = try_to([this] { server_.reload_certificate(); });
    (void)try_to([this] {
      auto model = load_served_model(model_names(options_));
      accounts_ ? accounts_->reload(std::move(model)) : recognizer_->swap(std::move(model));
    });
    const bool speaks_tls = !options_.server.certificate.empty();
    say(fmt::format("serving model {}{}", recognizer_->model()->version,
                    speaks_tls && has_read_certificate ? "; certificate and key were read anew" : ""));
  }

  ServeOptions options_;
  std::unique_ptr<Signals> signals_ = std::make_unique<Signals>();  // before any thread
  std::atomic<bool> stops_ = false;
  std::shared_ptr<ServerMetrics> metrics_ = std::make_shared<ServerMetrics>();
  std::unique_ptr<Recognizer> recognizer_;
  std::unique_ptr<AccountRooms> accounts_;
  Server server_;
};

}  // namespace

void run_application(const ServeOptions& options) {
  Application(options).run();
}

}  // namespace digitnet::serve
