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

#include "cookie_names.hpp"
#include "form_token.hpp"
#include "formats/temporary_folder.hpp"
#include "serve/log_lines.hpp"
#include "serve/raw_client.hpp"
#include "serve/running_server.hpp"
#include "serve/serve_command.hpp"

using namespace digitnet::serve;
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

TEST_CASE("what opens something is in no line, be it asked for rightly or not") {
  const TemporaryFolder folder;
  const auto log = folder.path() / "access.log";
  const RunningServer server({"--access-log", log.string()});
  (void)ask(server.port(), request_text("GET", "/reset/a-secret"));
  (void)ask(server.port(), request_text("PUT", "/confirm/a-secret?a-secret"));
  (void)ask(server.port(), request_text("HEAD", "/account/email/a-secret"));
  const auto lines = log_lines(log, 3);
  CHECK(lines[0]["path"] == "/reset/{token}");
  CHECK(lines[1]["path"] == "/confirm/{token}");
  CHECK(lines[2]["path"] == "/account/email/{token}");
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

TEST_CASE("a log whose reader has gone is reported when it is opened anew, and the end is heard all the same") {
  const TemporaryFolder folder;
  const std::string log = (folder.path() / "access.log").string();
  REQUIRE(mkfifo(log.c_str(), 0600) == 0);
  CHECK(is_one_error(serve({"--port", "0", "--access-log", log}),
                     "access.log: the access log cannot be opened: nobody reads the pipe"));
  const int reader = open(log.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  REQUIRE(reader >= 0);
  RunningServer server({"--access-log", log});
  close(reader);
  CHECK(ask(server.port(), request_text("GET", "/livez")).status == 200);
  CHECK(server.comes_to_say("access.log: lines of the access log are lost, 1 so far: Broken pipe\n"));
  server.send_signal(SIGHUP);
  CHECK(server.comes_to_say("nobody reads the pipe; going on as before\n"));
  server.send_signal(SIGTERM);
  CHECK(server.wait(5000ms) == 0);
}

TEST_CASE("a log that is full for good is told of once, and every lost line is counted") {
  const RunningServer server({"--access-log", "/dev/full"});
  const auto ask_often = [&] {
    for (int i = 0; i < 5; ++i) CHECK(ask(server.port(), request_text("GET", "/livez")).status == 200);
  };
  ask_often();
  CHECK(server.comes_to_say("/dev/full: lines of the access log are lost, "));
  ask_often();
  const auto counts_ten = [&] {
    const std::string text = ask(server.port(), request_text("GET", "/metrics")).body;
    const std::string name = "\ndigitnet_log_lines_lost_total ";
    const std::size_t start = text.find(name);
    return start != std::string::npos && std::stoi(text.substr(start + name.size())) >= 10;
  };
  for (int i = 0; i < 100 && !counts_ten(); ++i) std::this_thread::sleep_for(20ms);
  CHECK(counts_ten());
  const std::string said = server.said();
  CHECK(said.find("are lost") == said.rfind("are lost"));
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

TEST_CASE("item 55: what the audit log notes is a line of the log, too, with nothing that is secret") {
  const TemporaryFolder folder;
  const auto log = folder.path() / "access.log";
  const RunningServer server({"--access-log", log.string()});
  const CookieNames names("http://127.0.0.1");
  const std::string body = "csrf=" + form_token("stranger") + "&email=ada%40digits.example&password=a+secret+of+hers";
  const RawAnswer answer = ask(server.port(), request_text("POST", "/login",
                                                           "Cookie: " + names.visitor +
                                                               "=stranger\r\nSec-Fetch-Site: same-origin\r\n"
                                                               "Content-Type: application/x-www-form-urlencoded\r\n",
                                                           body));
  REQUIRE(answer.status == 401);
  const auto lines = log_lines(log, 2);
  const auto& audit = lines[0].contains("audit") ? lines[0] : lines[1];
  CHECK(audit["audit"] == "login.failed");
  CHECK(audit["client"] == "127.0.0.1");
  CHECK(audit["request"] == answer.field("X-Request-Id"));
  CHECK(audit["time"].get<std::string>().ends_with("Z"));
  CHECK(read_text(log).find("secret") == std::string::npos);
  CHECK(read_text(log).find("ada") == std::string::npos);
}
