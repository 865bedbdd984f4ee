#include "child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "digitnet/error.hpp"
#include "interrupt.hpp"

extern char** environ;

namespace digitnet::fetch {
namespace {

using namespace std::chrono_literals;

// These functions return their error; all that can fail in them is memory.
void check(int error) {
  if (error != 0) {
    throw FileError(fmt::format("a program cannot be started: {}", std::strerror(error)));
  }
}

// Waits as waitpid does: 0 while a child that need not have ended still runs. A child that cannot be waited for would
// otherwise pass for one that succeeded.
pid_t wait_for(pid_t child, int& status, int flags) {
  for (;;) {
    const pid_t ended = waitpid(child, &status, flags);
    if (ended >= 0) {
      return ended;
    }
    if (errno != EINTR) {
      throw FileError(fmt::format("process {}: cannot be waited for: {}", child, std::strerror(errno)));
    }
  }
}

// Keeps posix_spawn's two descriptions and frees them.
struct SpawnPlan {
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};

  explicit SpawnPlan(const std::filesystem::path& folder) {
    check(posix_spawn_file_actions_init(&actions));
    check(posix_spawnattr_init(&attributes));
    check(posix_spawn_file_actions_addchdir_np(&actions, folder.c_str()));
    check(posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0));
    check(posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0));
    check(posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0));
    // A group of its own, so that it and whatever it starts can be ended together.
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    check(posix_spawnattr_setsigdefault(&attributes, &defaults));
    check(posix_spawnattr_setpgroup(&attributes, 0));
    check(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF));
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
};

pid_t start(const std::vector<std::string>& words, const std::filesystem::path& folder) {
  std::vector<char*> arguments;
  for (const std::string& word : words) {
    arguments.push_back(const_cast<char*>(word.c_str()));
  }
  arguments.push_back(nullptr);
  const SpawnPlan plan(folder);
  pid_t child = 0;
  const int error = posix_spawnp(&child, arguments[0], &plan.actions, &plan.attributes, arguments.data(), environ);
  if (error != 0) {
    throw FileError(fmt::format("{}: cannot be started: {}", words[0], std::strerror(error)));
  }
  return child;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "digitnet-fetch-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw FileError(fmt::format("{}: cannot be made: {}", name, std::strerror(errno)));
  }
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void run_program(const std::vector<std::string>& words, const std::filesystem::path& folder,
                 std::chrono::seconds limit) {
  const pid_t child = start(words, folder);
  const auto end = std::chrono::steady_clock::now() + limit;
  int status = 0;
  while (wait_for(child, status, WNOHANG) == 0) {
    const bool late = std::chrono::steady_clock::now() > end;
    if (late || cli::interrupted()) {
      kill(-child, SIGKILL);
      wait_for(child, status, 0);
      throw FileError(words[0] + (late ? fmt::format(": no end after {} s", limit.count()) : ": interrupted"));
    }
    std::this_thread::sleep_for(20ms);
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw FileError(fmt::format("{}: failed with status {}", fmt::join(words, " "),
                                WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)));
  }
}

}  // namespace digitnet::fetch
