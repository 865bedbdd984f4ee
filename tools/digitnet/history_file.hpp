#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "digitnet/trainer.hpp"

namespace digitnet::cli {

/// The figures of a training run, written epoch by epoch, so that a killed run keeps what it had: CSV with a header,
/// or JSON Lines with the same names.
class HistoryFile {
 public:
  /// Makes the file, in place of one that is there, and writes the epochs so far (of a resumed run).
  ///
  /// Throws ArgumentError unless the name ends in `.csv` or `.jsonl`, FileError when it cannot be written.
  HistoryFile(const std::string& path, const History& so_far);

  /// Throws FileError when the line cannot be written.
  void append(const EpochRecord& record);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::string path_;
  bool csv_;
  std::unique_ptr<std::FILE, Close> file_;
};

/// Throws ArgumentError unless the name ends in `.csv` or `.jsonl`.
void check_history_name(const std::string& path);

}  // namespace digitnet::cli
