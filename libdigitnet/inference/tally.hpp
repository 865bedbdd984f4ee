#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "digitnet/confidence.hpp"
#include "digitnet/dataset.hpp"
#include "digitnet/evaluate.hpp"

namespace digitnet {

/// Counts what comes of each image of a data set.
class Tally {
 public:
  /// Uses `data` until it goes. Throws ArgumentError when it is empty.
  explicit Tally(const Dataset& data);

  /// The outputs for one image: one for each class of the data, or more.
  void add(std::size_t image, std::span<const float> outputs);
  /// Once every image was added.
  [[nodiscard]] Evaluation finish();

 private:
  const Dataset& data_;
  std::size_t classes_;
  std::vector<std::size_t> hits_;  // [k]: the label is among the k + 1 most probable
  std::vector<Answer> answers_;
  Evaluation result_;
};

}  // namespace digitnet
