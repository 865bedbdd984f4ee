#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "formats/temporary_folder.hpp"
#include "serve/log_lines.hpp"
#include "serve/raw_client.hpp"
#include "serve/running_server.hpp"
#include "serve/serve_command.hpp"

using namespace digitnet::test;
using namespace std::chrono_literals;

namespace {

std::string read_text(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

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
