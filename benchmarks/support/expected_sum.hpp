#pragma once

#include <string>

#include "digitnet/precision.hpp"

namespace digitnet::bench {

/// A sum of products in double precision, which a value that is to be timed is compared with.
class ExpectedSum {
 public:
  void add(float left, float right);
  /// max(sum, 0), as behind a ReLU.
  void cut_below_zero() { sum_ = sum_ > 0 ? sum_ : 0; }

  /// Throws WrongAnswer, naming `what`, when `found` is farther away than roundings in `precision` explain.
  void check(const std::string& what, float found, Precision precision) const;

 private:
  double sum_ = 0;
  double squares_ = 0;  ///< of the products
};

}  // namespace digitnet::bench
