#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace digitnet::test {

/// `digitnet serve` as a process of its own, on a free port and with a data folder of its own.
class RunningServer {
 public:
  using Variables = std::vector<std::pair<std::string, std::string>>;

  /// Waits until it serves. Throws std::runtime_error, with what it said, when it does not.
  explicit RunningServer(const std::vector<std::string>& more_words = {}, const Variables& environment = {});
  ~RunningServer();
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Where it keeps its data, unless it was told otherwise.
  [[nodiscard]] std::string data_folder() const { return folder_ + "/data"; }
  [[nodiscard]] std::string said() const;  ///< on standard error, so far
  /// Whether `text` is in said() within ten seconds.
  [[nodiscard]] bool comes_to_say(const std::string& text) const;
  void send_signal(int signal) const;
  /// The exit code, or minus the signal that ended it; -1000 when it still runs after `limit`.
  int wait(std::chrono::milliseconds limit = std::chrono::milliseconds(20000));
  [[nodiscard]] long resident_bytes() const;

 private:
  void wait_until_it_serves();

  std::string folder_;
  std::string error_file_;
  pid_t child_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace digitnet::test
