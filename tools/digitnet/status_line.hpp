#pragma once

#include <chrono>
#include <string>

namespace digitnet::cli {

/// `head [=====     ] figures`, cut to fit `width` columns; 0: no bar, as long as it is. `share` is 0 to 1.
[[nodiscard]] std::string bar_line(const std::string& head, double share, const std::string& figures, int width);

/// `1:02:03`, or `2:03`.
[[nodiscard]] std::string clock_time(double seconds);

/// One line on standard error that says how far a job is: on a terminal it is drawn over itself, elsewhere there is a
/// plain line every ten seconds.
class StatusLine {
 public:
  using Clock = std::chrono::steady_clock;

  StatusLine();
  /// Whether it is time to draw; the answer yes begins the next wait.
  [[nodiscard]] bool is_due();
  /// Begins the wait anew.
  void put_off();
  void draw(const std::string& head, double share, const std::string& figures);
  /// Takes the line away, so that something else can be written.
  void clear();

 private:
  bool terminal_;
  bool drawn_ = false;
  Clock::time_point last_ = Clock::now();
};

}  // namespace digitnet::cli
