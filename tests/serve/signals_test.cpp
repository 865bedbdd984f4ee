#include <doctest/doctest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>
#include <vector>

#include "digitnet/digitnet.hpp"
#include "formats/temporary_folder.hpp"
#include "serve/raw_client.hpp"
#include "serve/running_server.hpp"

using namespace digitnet::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

/// A picture of a few strokes. Sanitised, it still takes less time than an answer is waited for; two hundred take long.
std::string page_of_bars() {
  constexpr int kSide_px = 100;
  std::string pixels(kSide_px * kSide_px, '\xff');
  for (int left = 10; left < 80; left += 19) {
    for (int y = 10; y < 28; ++y) pixels.replace(static_cast<std::size_t>(y * kSide_px + left), 4, 4, '\x14');
  }
  return "P5\n100 100\n255\n" + pixels;
}

}  // namespace

TEST_CASE("SIGTERM and Ctrl-C end the server with exit code 0") {
  for (const int signal : {SIGTERM, SIGINT}) {
    RunningServer server;
    CHECK(server.said() == "digitnet: serving http://127.0.0.1:" + std::to_string(server.port()) + "/\n");
    CHECK(ask(server.port(), request_text("GET", "/livez")).body == "alive\n");
    CHECK(ask(server.port(), request_text("GET", "/readyz")).status == 200);
    server.send_signal(signal);
    CHECK(server.wait(3000ms) == 0);
  }
}

TEST_CASE("SIGHUP while the server stops changes nothing") {
  RunningServer server({"--shutdown-delay", "3s"});
  server.send_signal(SIGTERM);
  for (int i = 0; i < 20; ++i) {
    server.send_signal(SIGHUP);
    std::this_thread::sleep_for(i < 10 ? 1ms : 50ms);
  }
  CHECK(ask(server.port(), request_text("GET", "/readyz")).status == 503);
  CHECK(server.wait(8000ms) == 0);
}

TEST_CASE("after the drain timeout the pictures that wait are given up: only those being read are read") {
  RunningServer server({"--workers", "2", "--drain-timeout", "200ms", "--cache", "0", "--rate", "0", "--queue", "200"});
  const std::string request =
      request_text("POST", "/api/v1/recognize", "Content-Type: image/x-portable-graymap\r\n", page_of_bars());
  const auto start = Clock::now();
  CHECK(ask(server.port(), request).status == 200);
  const auto one = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 200; ++i) {
    clients.push_back(std::make_unique<RawClient>(server.port()));
    clients.back()->send(request);
  }
  const auto waiting = [&] {
    const std::string text = ask(server.port(), request_text("GET", "/metrics")).body;
    const std::string name = "\ndigitnet_queue_length ";
    const std::size_t place = text.find(name);
    return place != std::string::npos && std::stoi(text.substr(place + name.size())) >= 150;
  };
  for (int i = 0; i < 200 && !waiting(); ++i) std::this_thread::sleep_for(10ms);
  CHECK(waiting());
  server.send_signal(SIGTERM);
  CHECK(server.wait(2000ms + 5 * one) == 0);
  MESSAGE("one picture: " << one.count() << " ms");
}

TEST_CASE("during the shutdown delay the server is alive but not ready, and a second signal ends it at once") {
  RunningServer server({"--shutdown-delay", "20s"});
  server.send_signal(SIGTERM);
  int ready = 200;
  for (int i = 0; i < 100 && ready == 200; ++i) {
    ready = ask(server.port(), request_text("GET", "/readyz")).status;
    std::this_thread::sleep_for(10ms);
  }
  CHECK(ready == 503);
  CHECK(ask(server.port(), request_text("GET", "/livez")).status == 200);
  server.send_signal(SIGTERM);
  CHECK(server.wait(3000ms) == -SIGTERM);
}

TEST_CASE("SIGHUP reads the models anew, and keeps the old ones when they are broken") {
  const TemporaryFolder folder;
  const auto model = folder.path() / "model.safetensors";
  const std::filesystem::path shipped = std::filesystem::path(DIGITNET_SOURCE_DIR) / "data/models";
  std::filesystem::copy_file(shipped / "default.safetensors", model);
  RunningServer server({"--model", model.string(), "--line-model", "none"});
  const auto version = [&] {
    const std::string text = ask(server.port(), request_text("GET", "/metrics")).body;
    const std::size_t start = text.find("digitnet_model_info{version=\"");
    return start == std::string::npos ? "" : text.substr(start, 42);
  };
  const std::string first = version();
  CHECK(first.size() == 42);
  std::ofstream(folder.path() / "broken") << "no model";
  std::filesystem::rename(folder.path() / "broken", model);
  server.send_signal(SIGHUP);
  for (int i = 0; i < 500 && server.said().find("going on as before") == std::string::npos; ++i) {
    std::this_thread::sleep_for(10ms);
  }
  CHECK(server.said().find("model.safetensors") != std::string::npos);
  CHECK(version() == first);
  digitnet::save(digitnet::Model({28, 28, 1}, {digitnet::Dense{10}, digitnet::Softmax{}}), model.string());
  server.send_signal(SIGHUP);
  for (int i = 0; i < 500 && version() == first; ++i) std::this_thread::sleep_for(10ms);
  CHECK(version() != first);
  CHECK(version().size() == 42);
  const auto line = [](const std::string& metric) {
    return "digitnet: serving model " + metric.substr(29, metric.find('"', 29) - 29) + "\n";
  };
  CHECK(server.comes_to_say("; going on as before\n" + line(first) + line(version())));
}
