#pragma once

#include <array>
#include <span>
#include <vector>

#include "digitnet/image.hpp"
#include "digitnet/model.hpp"
#include "digitnet/precision.hpp"
#include "digitnet/predictor.hpp"

namespace digitnet {

/// What the network says of one picture.
struct DigitScore {
  std::array<float, 10> digits{};  ///< the probabilities of 0 to 9
  float none = 0;                  ///< of being no digit

  [[nodiscard]] int best() const;
  [[nodiscard]] float highest() const { return digits[static_cast<std::size_t>(best())]; }
};

/// Scores pictures of 28x28, many at a time, with a model of ten or eleven outputs.
class DigitScorer {
 public:
  /// Uses `model`, which must not change, until it goes.
  DigitScorer(const Model& model, Precision precision);

  [[nodiscard]] std::vector<DigitScore> score(std::span<const Image* const> pictures);

 private:
  static constexpr int kBatch = 16;

  int classes_;
  Predictor predictor_;
  Tensor batch_;
};

}  // namespace digitnet
