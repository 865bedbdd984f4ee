#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "digitnet/precision.hpp"

namespace digitnet::bench {

/// What a person asked for on the command line.
struct Settings {
  int threads = 2;
  Precision precision = Precision::fp32;
  double seconds = 1.0;  ///< how long a measured slice is
  int repeats = 5;
};

/// One number that was measured.
struct Figure {
  std::string unit;  ///< what it counts, such as `images/s`; names the figure within its case
  double value;
};

/// Measures for about so many seconds; the first figure is the one that comparisons look at.
using Slice = std::function<std::vector<Figure>(double seconds)>;

/// A named piece of work.
struct Case {
  std::string name;
  /// Builds the work, checks its answer and warms it up. Throws WrongAnswer.
  std::function<Slice(const Settings&)> prepare;
};

/// The answer that is to be timed is wrong.
class WrongAnswer : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The main function of every benchmark: `--list`, `--filter`, `--json`, `--repeats`, `--seconds`, `--threads`,
/// `--precision`, and `--lockstep`, the language of benchmarks/compare.py (peers/lockstep.py). Returns the exit code.
int run_benchmarks(int argc, char** argv, const std::string& question, const std::vector<Case>& cases);

/// The value at `fraction` of the way through `values` when sorted: 0.5 is the median. `values` is not empty.
[[nodiscard]] double quantile(std::vector<double> values, double fraction);

/// Calls `step` until `seconds` are over, at least twice, and returns calls per second.
[[nodiscard]] double calls_per_second(double seconds, const std::function<void()>& step);

/// Calls `step` until `seconds` are over and returns how long each call took, in microseconds.
[[nodiscard]] std::vector<double> durations_us(double seconds, const std::function<void()>& step);

}  // namespace digitnet::bench
