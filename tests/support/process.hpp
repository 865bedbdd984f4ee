#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace digitnet::test {

/// How a program is to be run.
struct ProcessOptions {
  std::string input;                                             ///< for its standard input, which then ends
  std::vector<std::pair<std::string, std::string>> environment;  ///< on top of this process's own
  std::string output_file;                                       ///< where its standard output goes; empty: is captured
  bool closed_output = false;                                    ///< nobody reads its standard output
  long file_limit_bytes = 0;                                     ///< no file it writes may grow larger; 0: no limit
  std::chrono::seconds timeout{120};                             ///< it is then killed, and timed_out is set
};

/// What a program did.
struct ProcessResult {
  int exit_code = -1;  ///< -1: it was ended by a signal
  int signal = 0;
  bool timed_out = false;
  std::string out;
  std::string err;
};

/// A running program, `words[0]` its path.
class Process {
 public:
  explicit Process(const std::vector<std::string>& words, ProcessOptions options = {});
  /// Kills it when it still runs.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void send_signal(int signal) const;
  /// Reads its output until it ends.
  ProcessResult wait();

 private:
  void feed_and_read(ProcessResult& result);

  ProcessOptions options_;
  pid_t child_ = -1;
  int input_ = -1;
  int output_ = -1;
  int error_ = -1;
};

ProcessResult run_process(const std::vector<std::string>& words, ProcessOptions options = {});

}  // namespace digitnet::test
