#pragma once

#include <string>

namespace digitnet::bench {

// How far off a value may be, in multiples of the root of the sum of the products' squares, which is what independent
// roundings of the products add up to; the largest of some hundred errors is several times their deviation. bfloat16
// rounds to 2^-9, and Winograd's transforms multiply rounding by about ten.
inline constexpr double kFloatTolerance = 1e-3;
inline constexpr double kBf16Tolerance = 3e-2;
inline constexpr double kBf16WinogradTolerance = 0.15;

/// A sum of products in double precision, which a value that is to be timed is compared with.
class ExpectedSum {
 public:
  void add(float left, float right);
  /// max(sum, 0), as behind a ReLU.
  void cut_below_zero() { sum_ = sum_ > 0 ? sum_ : 0; }

  /// Throws WrongAnswer, naming `what`, when `found` is farther away than that.
  void check(const std::string& what, float found, double tolerance) const;

 private:
  double sum_ = 0;
  double squares_ = 0;  ///< of the products
};

}  // namespace digitnet::bench
