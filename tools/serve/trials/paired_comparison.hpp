#pragma once

#include <cstddef>

#include "digitnet/evaluate.hpp"

namespace digitnet::serve {

/// How two models did on the same images, those left out that one of them may have learnt from.
struct PairedComparison {
  std::size_t both = 0;         ///< read by both rightly
  std::size_t only_first = 0;   ///< by the first alone
  std::size_t only_second = 0;  ///< by the second alone
  std::size_t neither = 0;
  std::size_t left_out = 0;  ///< not fresh to both, and in none of the other counts

  void add(bool first_is_right, bool second_is_right);
  /// That are compared.
  [[nodiscard]] std::size_t images() const { return both + only_first + only_second + neither; }
  /// The accuracy of the first less that of the second; 0 without images.
  [[nodiscard]] double difference() const;
  /// Where that lies with 95 % certainty, -1 to 1 (Bonett and Price 2012, adjusted Wald interval).
  [[nodiscard]] Interval interval() const;
  /// How likely chance alone makes as great a difference of two models that read equally well: McNemar's test, exact,
  /// two-sided (McNemar 1947). 1 where no image is read by one of them alone.
  [[nodiscard]] double p_value() const;
};

/// From where on chance is taken for the reason.
inline constexpr double kChance = 0.05;

}  // namespace digitnet::serve
