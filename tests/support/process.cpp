#include "support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace digitnet::test {
namespace {

struct Pipe {
  int read_end = -1;
  int write_end = -1;
  Pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
      throw std::system_error(errno, std::generic_category(), "pipe");
    }
    read_end = ends[0];
    write_end = ends[1];
  }
};

void close_once(int& file) {
  if (file >= 0) {
    close(file);
    file = -1;
  }
}

// Between fork and exec: only what is safe there.
[[noreturn]] void become(const std::vector<char*>& words, const ProcessOptions& options, std::array<int, 3> files) {
  if (!options.output_file.empty()) {
    files[1] = open(options.output_file.c_str(), O_WRONLY | O_CREAT, 0644);
  }
  for (int i = 0; i < 3; ++i) {
    dup2(files[static_cast<std::size_t>(i)], i);
  }
  if (options.file_limit_bytes > 0) {
    const rlimit limit{static_cast<rlim_t>(options.file_limit_bytes), static_cast<rlim_t>(options.file_limit_bytes)};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  std::signal(SIGPIPE, SIG_DFL);
  for (const auto& [name, value] : options.environment) {
    setenv(name.c_str(), value.c_str(), 1);
  }
  execv(words[0], words.data());
  _exit(127);
}

// Appends what is there; false at the end.
bool read_some(int file, std::string& text) {
  std::array<char, 65536> block;
  const ssize_t got = read(file, block.data(), block.size());
  if (got > 0) {
    text.append(block.data(), static_cast<std::size_t>(got));
  }
  return got > 0 || (got < 0 && errno == EINTR);
}

}  // namespace

Process::Process(const std::vector<std::string>& words, ProcessOptions options) : options_(std::move(options)) {
  std::signal(SIGPIPE, SIG_IGN);  // a program need not read its input
  std::vector<char*> arguments;
  for (const std::string& word : words) {
    arguments.push_back(const_cast<char*>(word.c_str()));
  }
  arguments.push_back(nullptr);
  Pipe in;
  Pipe out;
  Pipe err;
  child_ = fork();
  if (child_ < 0) {
    throw std::system_error(errno, std::generic_category(), "fork");
  }
  if (child_ == 0) {
    if (options_.closed_output) {
      close(out.read_end);
    }
    become(arguments, options_, {in.read_end, out.write_end, err.write_end});
  }
  close(in.read_end);
  close(out.write_end);
  close(err.write_end);
  input_ = in.write_end;
  output_ = out.read_end;
  error_ = err.read_end;
  if (options_.closed_output) {
    close_once(output_);
  }
}

Process::~Process() {
  if (child_ > 0) {
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
  }
  close_once(input_);
  close_once(output_);
  close_once(error_);
}

void Process::send_signal(int signal) const {
  kill(child_, signal);
}

void Process::feed_and_read(ProcessResult& result) {
  const auto end = std::chrono::steady_clock::now() + options_.timeout;
  std::size_t fed = 0;
  while (output_ >= 0 || error_ >= 0) {
    if (input_ >= 0 && fed == options_.input.size()) {
      close_once(input_);
    }
    std::array<pollfd, 3> files{{{output_, POLLIN, 0}, {error_, POLLIN, 0}, {input_, POLLOUT, 0}}};
    poll(files.data(), files.size(), 100);
    if (std::chrono::steady_clock::now() > end) {
      result.timed_out = true;
      kill(child_, SIGKILL);
      return;
    }
    if (files[0].revents != 0 && !read_some(output_, result.out)) {
      close_once(output_);
    }
    if (files[1].revents != 0 && !read_some(error_, result.err)) {
      close_once(error_);
    }
    if (files[2].revents != 0) {
      const ssize_t put =
          write(input_, options_.input.data() + fed, std::min<std::size_t>(options_.input.size() - fed, 4096));
      fed = put < 0 ? options_.input.size() : fed + static_cast<std::size_t>(put);
    }
  }
}

ProcessResult Process::wait() {
  ProcessResult result;
  feed_and_read(result);
  int status = 0;
  waitpid(child_, &status, 0);
  child_ = -1;
  if (WIFEXITED(status)) {
    result.exit_code = WEXITSTATUS(status);
  } else {
    result.signal = WTERMSIG(status);
  }
  return result;
}

ProcessResult run_process(const std::vector<std::string>& words, ProcessOptions options) {
  return Process(words, std::move(options)).wait();
}

}  // namespace digitnet::test
