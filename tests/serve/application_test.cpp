#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>
#include <vector>

#include "digitnet/digitnet.hpp"
#include "formats/temporary_folder.hpp"
#include "serve/raw_client.hpp"
#include "serve/running_server.hpp"
#include "support/process.hpp"

using namespace digitnet::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

ProcessResult serve(std::vector<std::string> words, ProcessOptions options = {}) {
  words.insert(words.begin(), {DIGITNET_COMMAND, "serve"});
  options.timeout = std::chrono::seconds(20);
  return run_process(words, std::move(options));
}

std::string read_text(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// The lines of a log once there are `count`; it is written a little later than answers are.
std::vector<nlohmann::json> log_lines(const std::filesystem::path& path, std::size_t count) {
  std::vector<nlohmann::json> lines;
  for (int i = 0; i < 200 && lines.size() < count; ++i) {
    std::this_thread::sleep_for(20ms);
    lines.clear();
    std::istringstream text(read_text(path));
    for (std::string line; std::getline(text, line);) lines.push_back(nlohmann::json::parse(line));
  }
  REQUIRE(lines.size() == count);
  return lines;
}

/// A picture of many strokes, which takes its time.
std::string page_of_bars() {
  constexpr int kSide_px = 300;
  std::string pixels(kSide_px * kSide_px, '\xff');
  for (int bar = 0; bar < 40; ++bar) {
    const int left = 10 + bar % 15 * 19;
    const int top = 10 + bar / 15 * 35;
    for (int y = top; y < top + 18; ++y) pixels.replace(static_cast<std::size_t>(y * kSide_px + left), 4, 4, '\x14');
  }
  return "P5\n300 300\n255\n" + pixels;
}

bool is_one_error(const ProcessResult& result, const std::string& text) {
  return result.exit_code == 2 && result.out.empty() && result.err.starts_with("digitnet: ") &&
         result.err.find('\n') == result.err.size() - 1 && result.err.find(text) != std::string::npos;
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
  RunningServer server({"--workers", "2", "--drain-timeout", "200ms", "--cache", "0", "--rate", "0"});
  const std::string request =
      request_text("POST", "/api/v1/recognize", "Content-Type: image/x-portable-graymap\r\n", page_of_bars());
  const auto start = Clock::now();
  (void)ask(server.port(), request);  // sanitised, it may take longer than an answer is waited for
  const auto one = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 40; ++i) {
    clients.push_back(std::make_unique<RawClient>(server.port()));
    clients.back()->send(request);
  }
  const auto waiting = [&] {
    const std::string text = ask(server.port(), request_text("GET", "/metrics")).body;
    return text.find("digitnet_queue_length 3") != std::string::npos;  // 30 to 39
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

TEST_CASE("every request is a line of JSON that holds no more than it should") {
  const TemporaryFolder folder;
  const auto log = folder.path() / "access.log";
  RunningServer server({"--access-log", log.string()});
  const RawAnswer answer = ask(server.port(), request_text("GET", "/livez?token=secret", "Cookie: sid=secret\r\n"));
  // Each is waited for: connections of several threads are logged in any order.
  (void)log_lines(log, 1);
  (void)ask(server.port(), request_text("GET", "/a%0d%0a%22b"));
  (void)log_lines(log, 2);
  (void)ask(server.port(), request_text("GET", "/\"\xff\\"));
  (void)log_lines(log, 3);
  (void)ask(server.port(), "nonsense\r\n\r\n");
  const auto lines = log_lines(log, 4);
  CHECK(read_text(log).find("secret") == std::string::npos);
  CHECK(lines[0]["id"] == answer.field("X-Request-Id"));
  CHECK(lines[0]["client"] == "127.0.0.1");
  CHECK(lines[0]["method"] == "GET");
  CHECK(lines[0]["path"] == "/livez");
  CHECK(lines[0]["status"] == 200);
  CHECK(lines[0]["bytes"] == 6);
  CHECK(lines[0]["ms"].get<double>() >= 0);
  CHECK(lines[0]["time"].get<std::string>().size() == std::string("2026-01-01T00:00:00.000Z").size());
  CHECK(lines[0]["time"].get<std::string>().ends_with("Z"));
  CHECK(lines[1]["path"] == "/a%0d%0a%22b");
  CHECK(lines[1]["status"] == 400);
  CHECK(lines[2]["status"] == 400);
  CHECK(lines[3]["status"] == 400);
  CHECK((std::filesystem::status(log).permissions() & std::filesystem::perms::others_all) ==
        std::filesystem::perms::none);
}

TEST_CASE("SIGHUP opens the log anew, after it was renamed away") {
  const TemporaryFolder folder;
  const auto log = folder.path() / "access.log";
  RunningServer server({"--access-log", log.string()});
  (void)ask(server.port(), request_text("GET", "/first"));
  (void)log_lines(log, 1);
  std::filesystem::rename(log, folder.path() / "access.log.1");
  server.send_signal(SIGHUP);
  for (int i = 0; i < 200 && !std::filesystem::exists(log); ++i) std::this_thread::sleep_for(10ms);
  (void)ask(server.port(), request_text("GET", "/second"));
  CHECK(log_lines(log, 1)[0]["path"] == "/second");
  CHECK(log_lines(folder.path() / "access.log.1", 1)[0]["path"] == "/first");
}

TEST_CASE("a log that nobody reads any more holds up neither answers nor signals nor the end") {
  const TemporaryFolder folder;
  const std::string log = (folder.path() / "access.log").string();
  REQUIRE(mkfifo(log.c_str(), 0600) == 0);
  const int reader = open(log.c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(reader >= 0);
  RunningServer server({"--access-log", log});
  const std::string request = request_text("GET", std::string("/").append(7000, 'a'));
  for (int i = 0; i < 40; ++i) CHECK(ask(server.port(), request).status == 404);
  std::this_thread::sleep_for(300ms);  // the pipe, of 64 KB, is full
  server.send_signal(SIGHUP);
  CHECK(server.comes_to_say("digitnet: serving model "));
  server.send_signal(SIGTERM);
  CHECK(server.wait(5000ms) == 0);
  close(reader);
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

TEST_CASE("a model that cannot be used is an error at the start") {
  CHECK(is_one_error(serve({"--port", "0", "--model", "/nowhere.safetensors"}), "/nowhere.safetensors"));
}

TEST_CASE("a port that is taken is an error that names it") {
  const RunningServer server;
  const std::string port = std::to_string(server.port());
  CHECK(is_one_error(serve({"--port", port}), "127.0.0.1:" + port + ": cannot listen there: Address already in use"));
}

TEST_CASE("bad options are one clear line and exit code 2") {
  CHECK(is_one_error(serve({"--port", "70000"}), "--port: expected a whole number from 0 to 65535, found '70000'"));
  CHECK(is_one_error(serve({"--body-timeout", "5"}), "--body-timeout: expected a time such as 500ms"));
  CHECK(is_one_error(serve({"--address", "localhost"}), "--address: expected a numeric address, found 'localhost'"));
  CHECK(is_one_error(serve({"--trusted-proxy", "10.0.0.0/99"}), "--trusted-proxy: expected an address or a range"));
  CHECK(is_one_error(serve({"--metrics-from", "everyone"}), "--metrics-from: expected an address or a range"));
  CHECK(is_one_error(serve({"--public-url", "digits.example"}), "--public-url: expected a URL"));
  CHECK(is_one_error(serve({"--access-log", "/nowhere/access.log"}), "/nowhere/access.log: the access log cannot be"));
  CHECK(is_one_error(serve({"--config", "/nowhere.conf"}), "/nowhere.conf: cannot be read"));
  CHECK(is_one_error(serve({"--config", "/"}), "/: cannot be read"));
  CHECK(is_one_error(serve({"--colour", "red"}), "--colour"));
  for (const char* rate : {"0.0009", "1e-300", "-1", "nan", "1e7"}) {
    CAPTURE(rate);
    CHECK(is_one_error(serve({"--rate=" + std::string(rate)}),
                       "--rate: expected 0 or a number from 0.001 to 1000000, found '" + std::string(rate) + "'"));
  }
  for (const char* rate : {"0", "0.001", "1000000"}) CHECK(serve({"--print-config", "--rate", rate}).exit_code == 0);
}

TEST_CASE("plain HTTP beyond this machine is refused unless it is asked for, and then browsers' URL is needed") {
  CHECK(is_one_error(serve({"--address", "0.0.0.0", "--port", "0"}), "plain HTTP is served on loopback addresses"));
  CHECK(is_one_error(serve({"--address", "::", "--port", "0"}), "plain HTTP is served on loopback addresses"));
  CHECK(is_one_error(serve({"--address", "0.0.0.0", "--insecure-http"}), "--public-url: expected the URL"));
  CHECK(is_one_error(serve({"--behind-proxy"}), "--public-url: expected the URL"));
  CHECK(is_one_error(serve({"--behind-proxy", "--insecure-http"}), "expected one of them"));
  const RunningServer server({"--address", "0.0.0.0", "--behind-proxy", "--public-url", "https://digits.example"});
  CHECK(ask(server.port(), request_text("GET", "/livez")).field("Strict-Transport-Security") == "max-age=31536000");
}

TEST_CASE("requests for another host are refused, but for those of probes") {
  const RunningServer server;
  const auto answer = [&](const std::string& path) {
    return ask(server.port(),
               "GET " + path + " HTTP/1.1\r\nHost: rebound.example:" + std::to_string(server.port()) + "\r\n\r\n");
  };
  CHECK(answer("/livez").status == 200);
  CHECK(answer("/readyz").status == 200);
  CHECK(answer("/metrics").status == 421);
  CHECK(answer("/").status == 421);
  CHECK(answer("/").field("Content-Type") == "text/html; charset=utf-8");
  const RawAnswer refused = answer("/api/v1/model");
  CHECK(refused.status == 421);
  CHECK(refused.field("Content-Type") == "application/problem+json");
  CHECK(nlohmann::json::parse(refused.body)["title"] == "Misdirected Request");
}

TEST_CASE(
    "what the server itself refuses below /api is told to programs in their form, elsewhere to people in theirs") {
  const RunningServer server({"--header-timeout", "500ms", "--body-timeout", "500ms"});
  const std::string host = " HTTP/1.1\r\nHost: localhost\r\n";
  struct Refused {
    std::string method;
    std::string rest;  // behind the path
    int status;
  };
  const std::vector<Refused> all{
      {"POST", host + "Transfer-Encoding: chunked\r\n\r\n", 411},
      {"POST", host + "Content-Length: 99999999\r\n\r\n", 413},
      {"POST", host + "Content-Length: +1\r\n\r\n", 400},
      {"GET", " HTTP/1.1\r\n\r\n", 400},
      {"GET", "/%zz" + host + "\r\n", 400},
      {"GET", "/../x" + host + "\r\n", 400},
      {"GET", " HTTP/1.1\nHost: localhost\n\n", 400},
      {"GET", host + "X : y\r\n\r\n", 400},
      {"GET", std::string("/").append(9000, 'a'), 414},
      {"GET", host + "X: " + std::string(9000, 'a'), 431},
      {"GET", " HTTP/2.0\r\nHost: localhost\r\n\r\n", 400},
      {"GET", host, 408},
      {"POST", host + "Content-Length: 9\r\n\r\n", 408},
      {"POST", host + "Expect: tea\r\n\r\n", 417},
      {"BREW", host + "\r\n", 405},
      {"POST", host + "Sec-Fetch-Site: cross-site\r\n\r\n", 403},
  };
  for (const Refused& refused : all) {
    CAPTURE(refused.method + refused.rest.substr(0, 100));
    for (const char* start : {"", "http://localhost"}) {
      const RawAnswer told = ask(server.port(), refused.method + " " + start + "/api/v1/recognize" + refused.rest);
      CHECK(told.status == refused.status);
      CHECK(told.field("Content-Type") == "application/problem+json");
      CHECK(nlohmann::json::parse(told.body)["status"] == refused.status);
      CHECK(nlohmann::json::parse(told.body)["request_id"] == told.field("X-Request-Id"));
    }
    const RawAnswer shown = ask(server.port(), refused.method + " /predict" + refused.rest);
    CHECK(shown.status == refused.status);
    CHECK(shown.field("Content-Type") == "text/html; charset=utf-8");
  }
}

TEST_CASE("flags come before variables, variables before the file, and --print-config shows what holds") {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "serve.conf").string();
  std::ofstream(file) << "# a comment\n\nport = 1111\nbody-timeout = 11s\r\nrate=11\nbehind-proxy = false\n"
                         "trusted-proxy = 10.0.0.0/8, fd00::/8\n";
  ProcessOptions options;
  options.environment = {{"DIGITNET_SERVE_PORT", "2222"}, {"DIGITNET_SERVE_BODY_TIMEOUT", "2m"}};
  const auto result = serve({"--config", file, "--print-config", "--port", "3333"}, options);
  CHECK(result.exit_code == 0);
  CHECK(result.err.empty());
  for (const char* line : {"\nport = 3333\n", "\nbody-timeout = 120s\n", "\nrate = 11\n", "\nbehind-proxy = false\n",
                           "\ntrusted-proxy = 10.0.0.0/8, fd00::/8\n", "\nheader-timeout = 5s\n"}) {
    CAPTURE(line);
    CHECK(result.out.find(line) != std::string::npos);
  }
  std::ofstream(file) << result.out;
  CHECK(serve({"--config", file, "--print-config"}).out == result.out);
  const auto repeated = serve({"--print-config", "--trusted-proxy", "10.0.0.1", "--trusted-proxy", "10.0.0.2"});
  CHECK(repeated.out.find("trusted-proxy = 10.0.0.1, 10.0.0.2\n") != std::string::npos);
}

TEST_CASE("a mistake in the file or the environment says where it is") {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "serve.conf").string();
  std::ofstream(file) << "port = 1111\n\nport: 5\n";
  CHECK(is_one_error(serve({"--config", file}), "serve.conf:3: expected name = value"));
  std::ofstream(file) << "port = many\n";
  CHECK(is_one_error(serve({"--config", file}), "serve.conf:1: port: expected a whole number"));
  std::ofstream(file) << "colour = red\n";
  CHECK(is_one_error(serve({"--config", file}), "serve.conf:1: colour: no such setting"));
  std::ofstream(file) << "acess-log = -\n";
  CHECK(is_one_error(serve({"--config", file}), "acess-log: no such setting; the nearest is access-log"));
  ProcessOptions options;
  options.environment = {{"DIGITNET_SERVE_RATE", "fast"}};
  CHECK(is_one_error(serve({}, options), "DIGITNET_SERVE_RATE: expected 0 or a number"));
}

TEST_CASE("a variable that is no setting is an error that names the nearest one") {
  const auto error = [](const char* name) {
    ProcessOptions options;
    options.environment = {{name, "1"}};
    return serve({"--print-config"}, options);
  };
  CHECK(is_one_error(error("DIGITNET_SERVE_BODY_TIMOUT"),
                     "DIGITNET_SERVE_BODY_TIMOUT: no such setting; the nearest is DIGITNET_SERVE_BODY_TIMEOUT"));
  CHECK(is_one_error(error("DIGITNET_SERVE_PROT"), "the nearest is DIGITNET_SERVE_PORT"));
  CHECK(is_one_error(error("DIGITNET_SERVE_MESSAGE_PER_SECOND"), "the nearest is DIGITNET_SERVE_MESSAGES_PER_SECOND"));
  CHECK(is_one_error(error("DIGITNET_SERVE_port"), "the nearest is DIGITNET_SERVE_PORT"));
  CHECK(is_one_error(error("DIGITNET_SERVE_BODY-TIMEOUT"), "the nearest is DIGITNET_SERVE_BODY_TIMEOUT"));
  CHECK(is_one_error(error("DIGITNET_SERVE_"), "DIGITNET_SERVE_: no such setting"));
  CHECK(error("DIGITNET_SERVED").exit_code == 0);
  CHECK(error("DIGITNET_SERVE_THREADS").exit_code == 0);
}

TEST_CASE("/metrics counts what was answered, for this machine alone") {
  const TemporaryFolder folder;
  const auto log = folder.path() / "access.log";
  const RunningServer server({"--access-log", log.string()});
  for (int i = 0; i < 3; ++i) (void)ask(server.port(), request_text("GET", "/livez"));
  (void)ask(server.port(), request_text("GET", "/nowhere"));
  (void)log_lines(log, 4);  // what is in the log is counted
  const RawAnswer answer = ask(server.port(), request_text("GET", "/metrics"));
  CHECK(answer.status == 200);
  CHECK(answer.field("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
  for (const char* line :
       {"digitnet_requests_total{route=\"/livez\",status=\"200\"} 3\n",
        "digitnet_requests_total{route=\"none\",status=\"404\"} 1\n",
        "digitnet_request_seconds_count{route=\"/livez\"} 3\n",
        "digitnet_request_seconds_bucket{route=\"/livez\",le=\"+Inf\"} 3\n", "digitnet_connections_total 5\n",
        "\nprocess_resident_memory_bytes ", "\nprocess_cpu_seconds_total "}) {
    CAPTURE(line);
    CHECK(answer.body.find(line) != std::string::npos);
  }
  CHECK(ask(server.port(), request_text("GET", "/metrics", "X-Forwarded-For: 127.0.0.1\r\n")).status == 404);
  const RunningServer closed({"--metrics-from", "192.0.2.0/24"});
  CHECK(ask(closed.port(), request_text("GET", "/metrics")).status == 404);
  const RunningServer proxied({"--trusted-proxy", "127.0.0.1"});
  CHECK(ask(proxied.port(), request_text("GET", "/metrics", "X-Forwarded-For: 192.0.2.7\r\n")).status == 404);
}
