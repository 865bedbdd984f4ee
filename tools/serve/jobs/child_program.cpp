#include "child_program.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <utility>

#include "digitnet/error.hpp"

namespace digitnet::serve {
namespace {

constexpr int kLowestPriority = 19;
constexpr int kCannotStart = 127;

[[noreturn]] void fail(const char* what) {
  throw FileError(fmt::format("a program cannot be started: {}: {}", what, std::strerror(errno)));
}

struct Pipe {
  int read_end = -1;
  int write_end = -1;

  Pipe() {
    std::array<int, 2> ends;
    if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe");
    read_end = ends[0];
    write_end = ends[1];
    fcntl(read_end, F_SETFL, O_NONBLOCK);
  }
  ~Pipe() {
    if (read_end >= 0) close(read_end);
    if (write_end >= 0) close(write_end);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  [[nodiscard]] int take_read_end() { return std::exchange(read_end, -1); }
};

// What the program is told of the world: where its data is and how it computes. Settings of the server, which may be
// secrets, are not.
std::vector<std::string> child_environment() {
  std::vector<std::string> environment{"OMP_WAIT_POLICY=passive", "LC_ALL=C.UTF-8"};
  for (const char* name : {"HOME", "PATH", "XDG_DATA_HOME", "DIGITNET_DATA", "DIGITNET_ISA", "LD_LIBRARY_PATH"}) {
    if (const char* value = std::getenv(name)) environment.push_back(fmt::format("{}={}", name, value));
  }
  return environment;
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

// All that the child is before it begins. After fork() only what signal handlers may call is allowed.
struct Birth {
  const char* program;
  const char* folder;
  char* const* words;
  char* const* environment;
  int output;
  int error;
  pid_t parent;
};

void close_all_from(unsigned first) {
  if (close_range(first, ~0U, 0) == 0) return;
  for (int file = static_cast<int>(first); file < 65536; ++file) close(file);
}

void forget_signals() {
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  for (const int signal : {SIGPIPE, SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGCHLD}) {
    sigaction(signal, &standard, nullptr);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Where the system forbids one of these, the work is done with more priority: no reason not to do it.
void take_lowest_priority() {
  setpriority(PRIO_PROCESS, 0, kLowestPriority);
  const sched_param none{};
  sched_setscheduler(0, SCHED_IDLE, &none);
}

[[noreturn]] void be_born(const Birth& birth) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != birth.parent) _exit(kCannotStart);
  forget_signals();
  const int nothing = open("/dev/null", O_RDONLY);
  if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0) _exit(kCannotStart);
  if (dup2(birth.output, STDOUT_FILENO) < 0 || dup2(birth.error, STDERR_FILENO) < 0) _exit(kCannotStart);
  close_all_from(3);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  umask(077);
  take_lowest_priority();
  if (chdir(birth.folder) != 0) _exit(kCannotStart);
  execve(birth.program, birth.words, birth.environment);
  _exit(kCannotStart);
}

}  // namespace

ChildProgram::ChildProgram(const Start& start) {
  std::vector<std::string> words{start.program};
  words.insert(words.end(), start.words.begin(), start.words.end());
  std::vector<std::string> environment = child_environment();
  const std::vector<char*> word_pointers = pointers_to(words);
  const std::vector<char*> environment_pointers = pointers_to(environment);
  Pipe output;
  Pipe error;
  const Birth birth{start.program.c_str(),
                    start.folder.c_str(),
                    word_pointers.data(),
                    environment_pointers.data(),
                    output.write_end,
                    error.write_end,
                    getpid()};
  id_ = fork();
  if (id_ < 0) fail("fork");
  if (id_ == 0) be_born(birth);
  setpgid(id_, id_);  // as the child does: whoever comes first
  output_ = output.take_read_end();
  error_ = error.take_read_end();
}

ChildProgram::~ChildProgram() {
  kill_all();
  for (const int pipe : {output_, error_}) {
    if (pipe >= 0) close(pipe);
  }
}

void ChildProgram::kill_all() {
  if (is_gone_) return;
  kill(-id_, SIGKILL);
  kill(id_, SIGKILL);  // should it not have its group yet
  int status = 0;
  while (waitpid(id_, &status, 0) < 0 && errno == EINTR) {
  }
  is_gone_ = true;
}

void ChildProgram::read_some(int& pipe, std::string& into) {
  std::array<char, 16384> bytes;
  const ssize_t count = read(pipe, bytes.data(), bytes.size());
  if (count > 0) {
    into.append(bytes.data(), static_cast<std::size_t>(count));
  } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
    close(pipe);
    pipe = -1;
  }
}

void ChildProgram::wait_for_output(std::chrono::milliseconds wait) {
  std::array<pollfd, 2> pipes{{{output_, POLLIN, 0}, {error_, POLLIN, 0}}};  // poll() skips those below 0
  if (poll(pipes.data(), pipes.size(), static_cast<int>(wait.count())) <= 0) return;
  if (pipes[0].revents != 0) {
    const std::size_t before = text_.size();
    read_some(output_, text_);
    read_ += text_.size() - before;
    if (read_ > kMostOutput_bytes) throw FileError("a program that works for the server writes too much");
  }
  if (pipes[1].revents != 0) {
    read_some(error_, talk_);
    if (talk_.size() > kKeptTalk_bytes) talk_.erase(0, talk_.size() - kKeptTalk_bytes);
  }
}

std::optional<std::string> ChildProgram::next_line(std::chrono::milliseconds wait) {
  const auto end = std::chrono::steady_clock::now() + wait;
  for (;;) {
    if (const auto line_end = text_.find('\n'); line_end != std::string::npos) {
      std::string line = text_.substr(0, line_end);
      text_.erase(0, line_end + 1);
      return line;
    }
    if (output_ < 0 && !text_.empty()) return std::exchange(text_, "");
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return std::nullopt;
    if (output_ < 0 && error_ < 0) {
      if (has_ended()) return std::nullopt;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    } else {
      wait_for_output(left);
    }
  }
}

bool ChildProgram::has_ended() {
  if (output_ >= 0 || error_ >= 0 || !text_.empty()) return false;
  if (is_gone_) return true;
  int status = 0;
  if (waitpid(id_, &status, WNOHANG) != id_) return false;
  is_gone_ = true;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  kill(-id_, SIGKILL);  // what it may have started
  return true;
}

}  // namespace digitnet::serve
