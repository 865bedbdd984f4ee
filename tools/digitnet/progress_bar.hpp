#pragma once

#include <chrono>
#include <string>

#include "digitnet/trainer.hpp"

namespace digitnet::cli {

/// How fast an epoch goes.
struct Pace {
  double images_per_s = 0;
  double seconds_left = 0;  ///< of the epoch
};

/// One line on a running epoch: how far, images a second, loss, accuracy, time left. With a bar, and cut to fit
/// `width` columns; 0: no bar, as long as it is.
[[nodiscard]] std::string progress_line(const Progress& progress, const Pace& pace, int width);
/// One line on a finished epoch.
[[nodiscard]] std::string epoch_line(const EpochRecord& record, int epochs);
/// `1:02:03`, or `2:03`.
[[nodiscard]] std::string clock_time(double seconds);

/// Shows a training run on standard error: a bar that is drawn over itself on a terminal, elsewhere a plain line
/// every ten seconds.
class ProgressDisplay {
 public:
  ProgressDisplay();
  /// After a step: draws when it is time to.
  void show(const Progress& progress);
  /// After an epoch: its line, for good.
  void finish_epoch(const EpochRecord& record, int epochs);
  /// Takes the bar away, so that something else can be written.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  bool terminal_;
  bool drawn_ = false;
  Progress first_{};  // of the epoch; a resumed run starts in the middle of one
  Clock::time_point first_time_;
  Clock::time_point last_shown_;
};

}  // namespace digitnet::cli
