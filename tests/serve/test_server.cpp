#include "serve/test_server.hpp"

#include <stdexcept>

#include "digitnet/error.hpp"

namespace digitnet::test {
namespace {

using namespace serve;

Response text(std::string body) {
  return {200, "text/plain; charset=utf-8", std::move(body), {}};
}

void answer_late(Respond respond) {
  std::thread([respond = std::move(respond)] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    respond(text("slow"));
  }).detach();
}

Routes test_routes() {
  Routes routes;
  const auto get = [&](const char* path, Handler handler) { routes.http.push_back({"GET", path, std::move(handler)}); };
  get("/hello", [](const Request&, const Respond& respond) { respond(text("hello")); });
  get("/block", [](const Request&, const Respond& respond) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    respond(text("blocked"));
  });
  get("/large", [](const Request&, const Respond& respond) { respond(text(std::string(24 << 20, 'x'))); });
  get("/throw", [](const Request&, const Respond&) { throw std::runtime_error("/etc/secret: a detail"); });
  get("/misread", [](const Request&, const Respond&) { throw digitnet::FormatError("form: secret detail"); });
  get("/forget", [](const Request&, const Respond&) {});
  get("/twice", [](const Request&, const Respond& respond) {
    respond(text("first"));
    respond(text("second"));
  });
  get("/split", [](const Request&, const Respond& respond) {
    Response response = text("split");
    response.fields.push_back({"X-Name", "a\r\nSet-Cookie: stolen=1"});
    respond(std::move(response));
  });
  get("/client", [](const Request& request, const Respond& respond) { respond(text(request.client)); });
  get("/files/*", [](const Request& request, const Respond& respond) { respond(text(request.path)); });
  get("/count", [](const Request&, const Respond& respond) {
    Response response{200, "text/event-stream", "", {}};
    response.events = [next = std::make_shared<int>(1)](const auto& give) {
      const int number = (*next)++;
      if (number > 3) return give(std::nullopt);
      give(number == 2 ? "" : "data: " + std::to_string(number) + "\n\n");
    };
    respond(std::move(response));
  });
  routes.http.push_back({"POST", "/echo",
                         [](Request request, const Respond& respond) { respond(text(std::move(request.body))); },
                         1 << 20});
  routes.http.push_back(
      {"POST", "/slow", [](const Request&, Respond respond) { answer_late(std::move(respond)); }, 99});
  routes.http.push_back(
      {"POST", "/recognize", [](const Request&, const Respond& respond) { respond(text("7")); }, 1 << 20, true});
  const auto echo = [](std::string message, const Reply& reply) { reply(std::move(message)); };
  routes.sockets.push_back({"/talk", echo});
  routes.sockets.push_back({"/read", echo, true});
  return routes;
}

ServerOptions test_options(const std::function<void(ServerOptions&)>& change) {
  ServerOptions options;
  options.port = 0;
  change(options);
  return options;
}

}  // namespace

TestServer::TestServer(const std::function<void(ServerOptions&)>& change)
    : server_(test_options(change), test_routes(), metrics_), thread_([this] { server_.run(); }) {}

TestServer::~TestServer() {
  (void)stop();
}

std::chrono::milliseconds TestServer::stop() {
  const auto start = std::chrono::steady_clock::now();
  if (thread_.joinable()) {
    server_.stop();
    thread_.join();
  }
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
}

}  // namespace digitnet::test
