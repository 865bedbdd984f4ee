#pragma once

#include <cstddef>
#include <vector>

namespace digitnet {

/// One answer of a model: how sure it was, and whether it was right.
struct Answer {
  float probability = 0;  ///< of the answer, 0 to 1
  bool right = false;
};

/// The answers whose probability lies above `low` and up to `high` (the first bin holds 0 too).
struct ReliabilityBin {
  double low = 0;
  double high = 0;
  std::size_t answers = 0;
  double mean_probability = 0;  ///< 0 when there are no answers
  double accuracy = 0;          ///< likewise
};

/// What happens when a share of the answers, the least probable, is refused.
struct RiskPoint {
  double coverage = 0;          ///< the share that is given
  double error = 0;             ///< of those that are given, the share that is wrong
  float least_probability = 0;  ///< of those that are given
};

/// How far the probabilities of a model can be believed, and what refusing to answer brings.
struct Confidence {
  /// The expected calibration error: mean distance of accuracy and mean probability over the 15 bins of `reliability`,
  /// weighted by their answers (Guo et al. 2017, eq. 3).
  double calibration_error = 0;
  /// The same over 15 bins with equal numbers of answers (Nguyen & O'Connor 2015): most answers of a good model share
  /// one bin of `reliability`, where too sure and too unsure cancel out.
  double adaptive_calibration_error = 0;
  std::vector<ReliabilityBin> reliability;  ///< 15 bins of equal width
  std::vector<RiskPoint> risk_coverage;     ///< [p-1]: the most probable p % (rounded up to an answer) are given
  double risk_coverage_area = 0;  ///< the mean error over giving 1, 2, ... all answers (Geifman & El-Yaniv 2017)

  /// The point where `percent` (0 to 99) of the answers are refused.
  [[nodiscard]] const RiskPoint& refusing(int percent) const {
    return risk_coverage[static_cast<std::size_t>(99 - percent)];
  }
};

/// Measures answers in any order. A NaN counts as probability 0.
///
/// Of equally probable answers none goes before another: where a limit falls among them, on both sides of it the right
/// ones have the same share, which is what any order would give on average.
///
/// Throws ArgumentError when there are none.
[[nodiscard]] Confidence measure_confidence(std::vector<Answer> answers);

}  // namespace digitnet
