#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "lost_lines.hpp"

namespace digitnet::serve {

/// One answered request.
struct AccessLogEntry {
  std::string_view id;
  std::string_view client;
  std::string_view method;
  /// As sent, without the query, which may hold what is nobody's business; of a path that holds a secret, its route.
  std::string_view path;
  int status = 0;
  std::uint64_t bytes = 0;  ///< of the answer's body
  std::chrono::microseconds time{0};
};

/// A line of JSON for each answered request. A thread of its own writes the file, so that a full or slow disk holds up
/// nobody: what cannot be written, or not in time, is dropped; the log says how much it was as soon as it can.
class AccessLog {
 public:
  /// `path` is a file to append to, `-` for standard error, or empty for no log; `lost` hears of lines that are lost.
  /// Throws FileError, also for a pipe that nobody reads.
  AccessLog(std::string path, std::shared_ptr<LostLines> lost);
  /// Writes what waits, unless that takes longer than two seconds: then whoever reads the log has stalled.
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  void write(const AccessLogEntry& entry);
  /// A line of another kind: JSON, without its end.
  void write_line(std::string_view json);
  /// Opens the file anew, after it was renamed away; the next lines go there. Throws FileError; the log then goes on in
  /// the old one.
  void reopen();

 private:
  class Writer;

  std::string path_;
  std::shared_ptr<Writer> writer_;  // its thread shares it: a write may hold that for longer than the log lives
  std::thread thread_;
};

/// `text` in the quotes of a JSON string; bytes outside ASCII, which need be no UTF-8, as the characters U+0080 to
/// U+00FF.
[[nodiscard]] std::string log_quote(std::string_view text);

}  // namespace digitnet::serve
