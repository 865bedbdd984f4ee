#pragma once

#include <cstddef>
#include <vector>

#include "digitnet/confidence.hpp"
#include "digitnet/dataset.hpp"
#include "digitnet/model.hpp"
#include "digitnet/precision.hpp"

namespace digitnet {

/// How well one class is read.
struct ClassFigures {
  double precision = 0;     ///< of what was called this class, how much is; 0 when nothing was
  double recall = 0;        ///< of what is this class, how much was called so; 0 when there is none
  double f1 = 0;            ///< their harmonic mean
  std::size_t support = 0;  ///< how many images are this class
};

/// A 95 % confidence interval, both ends from 0 to 1.
struct Interval {
  double low = 0;
  double high = 0;
};

/// One image that was read wrongly.
struct Mistake {
  std::size_t index = 0;  ///< in the data set
  int label = 0;
  int predicted = 0;
  float probability = 0;  ///< of `predicted`
};

/// What a model achieves on a data set. An answer is the most probable of the data's classes; where the model knows
/// more (an eleventh output for what is no digit), what it gives to those is lacking to the answer's probability.
struct Evaluation {
  std::size_t images = 0;
  double loss = 0;  ///< mean cross-entropy, natural logarithm
  double accuracy = 0;
  Interval accuracy_interval;          ///< by Wilson's score
  std::vector<double> top_k_accuracy;  ///< [k-1]: the label is among the k most probable; up to 5
  std::vector<ClassFigures> classes;
  std::vector<std::vector<std::size_t>> confusion;  ///< [label][predicted]
  std::vector<Mistake> mistakes;                    ///< in the order of the data
  Confidence confidence;
};

/// Runs `model` over all of `data`; 0 `threads`: as OpenMP decides. `precision` is that of the products.
///
/// Throws ShapeError when the data does not fit the model, as when it has more classes; ArgumentError when it is empty.
[[nodiscard]] Evaluation evaluate(const Model& model, const Dataset& data, int threads = 0,
                                  Precision precision = Precision::fp32);

/// Wilson's 95 % score interval for `successes` of `trials` (Wilson 1927).
[[nodiscard]] Interval wilson_interval(std::size_t successes, std::size_t trials);

}  // namespace digitnet
