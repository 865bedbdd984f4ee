#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "clock.hpp"
#include "digitnet/evaluate.hpp"
#include "fresh_digit.hpp"
#include "share_right.hpp"

namespace digitnet::serve {

/// What a model put out for each digit of a set.
struct DigitOutputs {
  std::size_t digits = 0;
  std::vector<float> values;  ///< `[digits, outputs]`

  [[nodiscard]] std::span<const float> of(std::size_t digit) const {
    const std::size_t each = values.size() / digits;
    return std::span(values).subspan(digit * each, each);
  }
};

/// A set of fresh digits that was read by one model: a test, as people call it.
struct Trial {
  std::string id;
  std::string owner;
  std::int64_t number = 0;  ///< 1, 2, 3 .. of one owner's
  FreshSet set;
  std::optional<std::int64_t> version_number;  ///< of the owner's versions; nothing: what everybody was served
  std::string model_sha256;
  ShareRight all;
  /// Those that were among the owner's samples when the model read them: not fresh, since it may have learnt from them.
  ShareRight known;
  double loss = 0;
  double calibration_error = 0;
  Time created_at;

  [[nodiscard]] ShareRight fresh() const { return {all.right - known.right, all.images - known.images}; }
};

/// All of a trial.
struct TrialResult {
  Trial trial;
  std::vector<FreshDigit> digits;
  std::vector<bool> is_known;  ///< for each digit
  DigitOutputs outputs;
  Evaluation evaluation;  ///< its mistakes name digits by their place
};

/// How far a set can tell whether probabilities can be believed: with fewer images a calibration error is mostly
/// chance.
inline constexpr std::int64_t kFewestForCalibration = 100;

/// What is found in the outputs, as evaluate() finds it. There is one digit at least.
[[nodiscard]] Evaluation evaluate_outputs(const DigitOutputs& outputs, const std::vector<FreshDigit>& digits);

/// What the model says that a digit is, and how sure it is.
struct Answered {
  int label = 0;
  float probability = 0;
};
[[nodiscard]] Answered answer_in(std::span<const float> outputs);

/// `your version 3`, `the server's model ab12cd34ef56`.
[[nodiscard]] std::string model_name(const Trial& trial);

}  // namespace digitnet::serve
