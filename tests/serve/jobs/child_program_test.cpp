#include "child_program.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "digitnet/error.hpp"
#include "support/database_places.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;
using namespace std::chrono_literals;

namespace {

ChildProgram::Start shell(const std::string& script, const std::string& folder = "/tmp") {
  return {"/bin/sh", {"-c", script}, folder};
}

/// All lines, waited for.
std::vector<std::string> lines_of(ChildProgram& child) {
  std::vector<std::string> lines;
  const auto end = std::chrono::steady_clock::now() + 30s;
  while (!child.has_ended() && std::chrono::steady_clock::now() < end) {
    if (auto line = child.next_line(100ms)) lines.push_back(*line);
  }
  REQUIRE(child.has_ended());
  return lines;
}

bool is_alive(pid_t id) {
  return kill(id, 0) == 0 || errno != ESRCH;
}

bool is_gone_soon(pid_t id) {
  for (int i = 0; i < 500 && is_alive(id); ++i) std::this_thread::sleep_for(10ms);
  return !is_alive(id);
}

}  // namespace

TEST_CASE("a child's lines come one by one, its exit code and the end of its talk when it is gone") {
  ChildProgram child(shell("echo one; sleep 0.1; printf two; echo hm >&2; exit 7"));
  CHECK(lines_of(child) == std::vector<std::string>{"one", "two"});
  CHECK(child.exit_code() == 7);
  CHECK(child.talk() == "hm\n");
}

TEST_CASE("a child that was killed has 128 and the signal, one that is not there 127") {
  ChildProgram killed(shell("kill -9 $$"));
  (void)lines_of(killed);
  CHECK(killed.exit_code() == 137);
  ChildProgram missing({"/nowhere/digitnet", {}, "/tmp"});
  (void)lines_of(missing);
  CHECK(missing.exit_code() == 127);
}

TEST_CASE("what a child says on standard error is kept to its last 4096 bytes, and too much output is an error") {
  ChildProgram talkative(shell("yes abcdefg | head -c 100000 >&2; echo end >&2"));
  (void)lines_of(talkative);
  CHECK(talkative.talk().size() == ChildProgram::kKeptTalk_bytes);
  CHECK(talkative.talk().ends_with("end\n"));
  ChildProgram endless(shell("yes"));
  const auto read_all = [&] {
    for (int i = 0; i < 20'000'000; ++i) (void)endless.next_line(1s);
  };
  CHECK_THROWS_AS(read_all(), FileError);
}

TEST_CASE("item 57: a child gets none of the server's secrets, files or sockets, and works in its own folder") {
  setenv("DIGITNET_SERVE_SMTP_PASSWORD", "heron", 1);
  const TestFolder folder;
  const int open_file = open("/etc/passwd", O_RDONLY);  // without O_CLOEXEC
  REQUIRE(open_file >= 3);
  ChildProgram child(shell("env; ls /proc/self/fd | tr '\\n' ' '; pwd; umask", folder.path()));
  std::string all;
  for (const std::string& line : lines_of(child)) all += line + "\n";
  close(open_file);
  unsetenv("DIGITNET_SERVE_SMTP_PASSWORD");
  CHECK(all.find("heron") == std::string::npos);
  CHECK(all.find("0 1 2 3 ") != std::string::npos);  // 3: the folder that ls reads
  CHECK(all.find("0 1 2 3 4") == std::string::npos);
  CHECK(all.find("OMP_WAIT_POLICY=passive") != std::string::npos);
  CHECK(all.find("0077") != std::string::npos);
}

TEST_CASE("a child has the lowest priority, so that what the server answers comes first") {
  ChildProgram child(shell("echo begun; sleep 20"));
  REQUIRE(child.next_line(20s));
  CHECK(getpriority(PRIO_PROCESS, static_cast<id_t>(child.id())) == 19);
  CHECK(sched_getscheduler(child.id()) == SCHED_IDLE);
}

TEST_CASE("when its object goes, a child and all that it started are gone") {
  pid_t own = 0;
  pid_t grandchild = 0;
  {
    ChildProgram child(shell("sleep 60 & echo $!; wait"));
    grandchild = std::stoi(child.next_line(20s).value());
    own = child.id();
    CHECK(is_alive(grandchild));
  }
  CHECK_FALSE(is_alive(own));
  CHECK(is_gone_soon(grandchild));
}

TEST_CASE("a child that leaves something running when it ends leaves nothing behind") {
  ChildProgram child(shell("sleep 60 >/dev/null 2>&1 & echo $!"));
  const auto lines = lines_of(child);
  REQUIRE(lines.size() == 1);
  CHECK(is_gone_soon(std::stoi(lines[0])));
}

TEST_CASE("when the server is killed, its child is gone with it") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t server = fork();
  if (server == 0) {
    ChildProgram child(shell("exec sleep 60"));
    const pid_t id = child.id();
    (void)!write(ends[1], &id, sizeof id);
    for (;;) pause();
  }
  pid_t child = 0;
  REQUIRE(read(ends[0], &child, sizeof child) == sizeof child);
  CHECK(is_alive(child));
  kill(server, SIGKILL);
  waitpid(server, nullptr, 0);
  CHECK(is_gone_soon(child));
  close(ends[0]);
  close(ends[1]);
}
