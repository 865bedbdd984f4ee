#pragma once

#include <chrono>
#include <string>

#include "digitnet/trainer.hpp"
#include "status_line.hpp"

namespace digitnet::cli {

/// One line on a finished epoch.
[[nodiscard]] std::string epoch_line(const EpochRecord& record, int epochs);

/// Shows a training run on standard error: how far its epoch is, images a second, loss, accuracy and the time left.
class ProgressDisplay {
 public:
  /// After a step: draws when it is time to.
  void show(const Progress& progress);
  /// After an epoch: its line, for good.
  void finish_epoch(const EpochRecord& record, int epochs);
  /// Takes the bar away, so that something else can be written.
  void clear() { line_.clear(); }

 private:
  StatusLine line_;
  Progress first_{};  // of the epoch; a resumed run starts in the middle of one
  StatusLine::Clock::time_point first_time_;
};

}  // namespace digitnet::cli
