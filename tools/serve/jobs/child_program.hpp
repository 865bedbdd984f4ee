#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace digitnet::serve {

/// A program that works for this one: with the lowest priority, in a group of its own, in its own folder, with none of
/// this program's files, sockets, secrets of the environment or standard input.
///
/// It never outlives its object, nor this program, however that ends.
class ChildProgram {
 public:
  static constexpr std::size_t kMostOutput_bytes = std::size_t{8} << 20;
  static constexpr std::size_t kKeptTalk_bytes = 4096;

  struct Start {
    std::string program;             ///< its path
    std::vector<std::string> words;  ///< after its name; no shell reads them
    std::string folder;              ///< that it works in
  };

  /// The thread that makes it must live as long. Throws FileError when it cannot be started.
  explicit ChildProgram(const Start& start);
  ~ChildProgram();  ///< kills its group
  ChildProgram(const ChildProgram&) = delete;
  ChildProgram& operator=(const ChildProgram&) = delete;

  /// Waits for the next line of its standard output. Nothing when `wait` is over or it has ended.
  [[nodiscard]] std::optional<std::string> next_line(std::chrono::milliseconds wait);
  /// Whether all output was given out and it is gone.
  [[nodiscard]] bool has_ended();
  /// Its exit code; 128 and the signal when it was killed. Once it has ended.
  [[nodiscard]] int exit_code() const { return exit_code_; }
  /// The end of what it wrote to standard error.
  [[nodiscard]] const std::string& talk() const { return talk_; }
  [[nodiscard]] pid_t id() const { return id_; }

 private:
  void read_some(int& pipe, std::string& into);
  void wait_for_output(std::chrono::milliseconds wait);
  void kill_all();

  pid_t id_ = -1;
  int output_ = -1;
  int error_ = -1;
  std::string text_;  // of the output, not given out yet
  std::string talk_;
  std::size_t read_ = 0;
  bool is_gone_ = false;
  int exit_code_ = 0;
};

}  // namespace digitnet::serve
